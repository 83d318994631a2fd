package org.forkbook.hub;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A message came that doesn't fit into this process's heap. It was dropped, and the link goes on with the next one. */
final class OversizeException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient ByteBuffer head;

    OversizeException(int length, ByteBuffer head) {
        super(Inflow.tooLarge(length, "this process's"));
        this.head = head;
    }

    /** Its first bytes. */
    ByteBuffer head() {
        return head;
    }
}
