package org.forkbook.multiprocessing;

import java.io.IOException;
import org.forkbook.capsule.Capsule;
import org.forkbook.capsule.CapsuleReader;
import org.forkbook.capsule.CapsuleWriter;
import org.forkbook.worker.WorkerContext;
import org.jspecify.annotations.Nullable;

/** This process's way to pack and open capsules: one writer and one reader for all of the library. */
final class Capsules {
    private static @Nullable CapsuleReader reader; // guarded by this class
    private static @Nullable ClassLoader loader; // guarded by this class; the reader's

    private Capsules() {}

    /** A writer that finds class files where the frontend has them. */
    static CapsuleWriter writer() {
        return new CapsuleWriter(type -> Frontend.current().classes().bytesOf(type));
    }

    /** Opens a value that came from another process. */
    static Object open(Capsule capsule) throws IOException, ClassNotFoundException {
        synchronized (Capsules.class) {
            return reader().open(capsule).value();
        }
    }

    private static CapsuleReader reader() {
        var worker = WorkerContext.current();
        if (worker != null) {
            return worker.reader();
        }
        var wanted = Frontend.current().loader();
        if (reader == null || loader != wanted) {
            reader = new CapsuleReader(wanted);
            loader = wanted;
        }
        return reader;
    }
}
