package org.forkbook.worker.agent;

import java.util.Map;

/** The signal handling of a worker; runs in the worker. */
final class SignalHandlers {
    /** The name of the JVM's thread that handles a signal, to the signal's number. */
    private static final Map<String, Integer> BY_HANDLER =
            Map.of("SIGHUP handler", 1, "SIGINT handler", 2, "SIGTERM handler", 15);

    private SignalHandlers() {}

    /**
     * Has this process ignore SIGINT. A terminal, and Jupyter when it interrupts, signal all processes of a group at
     * once; it is for the parent to decide what ends then. Without {@code jdk.unsupported} the process ends as any
     * other does.
     */
    static void leaveInterruptsToTheParent() {
        try {
            // By reflection: the compiler warns of every mention of this class, which has no replacement.
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            // Described above.
        }
    }

    /**
     * The signal that is ending this process, to be called from a shutdown hook; 0 if there is none.
     *
     * <p>An exit code can't tell {@code System.exit(143)} from SIGTERM. The JVM handles a signal on a thread named
     * after it, which lives as long as the shutdown that it began.
     */
    static int endingThisProcess() {
        var group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        var threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            var signal = BY_HANDLER.get(threads[i].getName());
            if (signal != null) {
                return signal;
            }
        }
        return 0;
    }
}
