package org.forkbook.broker;

import java.io.IOException;

/** A broker has answered, but couldn't let this process in; the message is the broker's. */
final class HandshakeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    HandshakeRefusedException(String reason) {
        super(reason);
    }
}
