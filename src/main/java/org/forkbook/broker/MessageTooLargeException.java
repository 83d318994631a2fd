package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A received frame does not fit into this process's heap. It was dropped, and the next frame can still be received. */
final class MessageTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient ByteBuffer head;

    MessageTooLargeException(int length, ByteBuffer head) {
        super(FrameDecoder.tooLarge(length, "this process's"));
        this.head = head;
    }

    /** The first bytes of the frame. */
    ByteBuffer head() {
        return head;
    }
}
