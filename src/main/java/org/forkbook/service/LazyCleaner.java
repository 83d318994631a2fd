package org.forkbook.service;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Cleaner} whose thread starts with the first registration. If the system has no thread left, the
 * registration fails, and the next one tries again; a cleaner in a static field would leave its class unusable for
 * good.
 *
 * <p>Users of different locks have different cleaners: an action that waits for the lock of a broker, say, must not
 * delay those that free the memory for which that broker waits.
 */
public final class LazyCleaner {

    private @Nullable Cleaner cleaner;

    /** Registers an action for when an object has been collected; see {@link Cleaner#register}. */
    public Cleaner.Cleanable register(Object object, Runnable action) {
        return cleaner().register(object, action);
    }

    private synchronized Cleaner cleaner() {
        var started = cleaner;
        if (started == null) {
            started = Cleaner.create();
            cleaner = started;
        }
        return started;
    }
}
