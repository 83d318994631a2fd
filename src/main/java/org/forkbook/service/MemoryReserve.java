package org.forkbook.service;

import org.forkbook.usercode.Causes;
import org.jspecify.annotations.Nullable;

/**
 * A ballast of heap, so that a process whose heap is full can still report that and answer requests. A {@link
 * ServiceThread} releases it at the first {@link OutOfMemoryError} and allocates it again once its steps succeed.
 *
 * <p>Thread-safe.
 */
public final class MemoryReserve {

    private static final int DEFAULT_BYTES = 256 * 1024;

    private static volatile int size = DEFAULT_BYTES;
    private static volatile byte @Nullable [] reserve;
    private static volatile boolean wanted;

    private MemoryReserve() {}

    /** Sets the size of the reserve in bytes, and allocates it. */
    public static synchronized void keep(int bytes) {
        size = bytes;
        wanted = true;
        reserve = null;
        restore();
    }

    /** Allocates a reserve of the default size, unless there is one. */
    static void keep() {
        wanted = true;
        restore();
    }

    /**
     * Releases the reserve.
     *
     * @return whether there was one
     */
    public static boolean release() {
        var had = reserve != null;
        reserve = null;
        return had;
    }

    /**
     * Allocates the reserve again if it was released and twice its size is free. Were it allocated as soon as it
     * fits, it would take the very memory that its release has provided. Otherwise a later call tries again.
     */
    public static void restore() {
        if (wanted && reserve == null) {
            try {
                var room = new byte[2][size];
                reserve = room[0];
            } catch (OutOfMemoryError e) {
                // Still full: the next step that succeeds tries again.
            }
        }
    }

    /** Whether a failure is, or was caused by, a full heap. */
    public static boolean isExhaustion(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return true;
        }
        try {
            return Causes.find(OutOfMemoryError.class, thrown).isPresent();
        } catch (OutOfMemoryError e) {
            return true; // There is no memory to find out.
        }
    }
}
