package org.forkbook.multiprocessing.errors;

import org.jspecify.annotations.Nullable;

/** Shared memory is unavailable: there isn't enough, its name is taken or unknown, or its processes have ended. */
public final class SharedMemoryException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SharedMemoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
