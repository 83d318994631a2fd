package org.forkbook.hub;

import java.io.IOException;

/** A hub has answered, but couldn't let this process in; the message is the hub's. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
