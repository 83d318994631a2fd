package org.forkbook.shm;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A cleaner whose thread starts with the first object. When there is no thread left for it, that fails, and the next object
 * tries again; a cleaner in a static field would make its class unusable for good.
 */
public final class LazyCleaner {

    private @Nullable Cleaner cleaner;

    /** Has something done when an object has been collected; see {@link Cleaner#register}. */
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
