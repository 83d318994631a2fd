package org.forkbook.service;

import org.forkbook.usercode.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Heap kept aside, so that a process whose heap is full can still say so and answer. A {@link ServiceThread} lets it go at
 * the first {@link OutOfMemoryError} and takes it again once its steps succeed.
 *
 * <p>Safe for many threads.
 */
public final class MemoryReserve {

    private static final int DEFAULT_BYTES = 256 * 1024;

    private static volatile int size = DEFAULT_BYTES;
    private static volatile byte @Nullable [] reserve;
    private static volatile boolean wanted;

    private MemoryReserve() {}

    /** Sets how many bytes this process keeps, and keeps them from now on. */
    public static synchronized void keep(int bytes) {
        size = bytes;
        wanted = true;
        reserve = null;
        restore();
    }

    /** Keeps the usual number of bytes, unless there is a reserve. */
    static void keep() {
        wanted = true;
        restore();
    }

    /**
     * Lets the reserve go.
     *
     * @return whether there was one
     */
    public static boolean release() {
        var had = reserve != null;
        reserve = null;
        return had;
    }

    /**
     * Takes the reserve again if it was let go and there is room for it twice: were it taken as soon as it fits, it would
     * take the very room that it has given. Otherwise a later call tries again.
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
            return true; // There is no room to look.
        }
    }
}
