package org.forkbook.broker;

import java.io.IOException;

/** The refusal of a handshake by a broker; the message is the broker's. */
final class HandshakeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    HandshakeRefusedException(String reason) {
        super(reason);
    }
}
