package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleReader;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/** The facade of serialization for the library: this process's one capsule writer and one capsule reader. */
public final class Capsules {
    private static volatile @Nullable Pair current;

    private Capsules() {}

    /** The writer and the reader for a frontend. */
    private record Pair(@Nullable Frontend frontend, CapsuleWriter writer, CapsuleReader reader) {}

    public static CapsuleWriter writer() {
        return pair().writer();
    }

    static CapsuleReader reader() {
        return pair().reader();
    }

    /** Opens a worker's answer, using only classes that this process has, whatever the worker sends along. */
    public static @Nullable Object openAnswer(Capsule capsule) throws IOException, ClassNotFoundException {
        return reader().readKnown(capsule);
    }

    /**
     * Opens a value that came through a shared object. In the program itself it may come from a worker, which is not
     * trusted; in a worker it may come from its parent, which may send classes along.
     */
    static @Nullable Object openShared(Capsule capsule) throws IOException, ClassNotFoundException {
        return WorkerContext.current() == null ? openAnswer(capsule) : openTrusted(capsule);
    }

    /**
     * Opens a value from a trusted sender, which may send code along: a parent, or a peer that knows the key of a
     * connection.
     */
    public static @Nullable Object openTrusted(Capsule capsule) throws IOException, ClassNotFoundException {
        return reader().open(capsule).adopt();
    }

    private static Pair pair() {
        var pair = current;
        var frontend = Frontend.current();
        if (pair == null || pair.frontend() != frontend) {
            pair = make(frontend);
            current = pair;
        }
        return pair;
    }

    private static synchronized Pair make(Frontend frontend) {
        var made = current;
        if (made != null && made.frontend() == frontend) {
            return made;
        }
        var worker = WorkerContext.current();
        if (worker != null) {
            return new Pair(frontend, worker.writer(), worker.reader());
        }
        var classes = frontend.classes();
        var loaders = classes.loaders();
        var loader = loaders.isEmpty() ? ClassLoader.getSystemClassLoader() : loaders.get(0);
        return new Pair(frontend, new CapsuleWriter(classes), new CapsuleReader(loader, classes));
    }
}
