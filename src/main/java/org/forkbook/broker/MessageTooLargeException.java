package org.forkbook.broker;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A message came that doesn't fit into this process's heap. It was dropped, and the link goes on with the next one. */
final class MessageTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient ByteBuffer head;

    MessageTooLargeException(int length, ByteBuffer head) {
        super(FrameDecoder.tooLarge(length, "this process's"));
        this.head = head;
    }

    /** Its first bytes. */
    ByteBuffer head() {
        return head;
    }
}
