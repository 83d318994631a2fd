package org.forkbook.worker.agent;

import java.util.Map;

/** What a worker does about signals. */
final class SignalHandlers {
    /** The JVM's name for the thread that handles a signal, to the signal's number. */
    private static final Map<String, Integer> BY_HANDLER =
            Map.of("SIGHUP handler", 1, "SIGINT handler", 2, "SIGTERM handler", 15);

    private SignalHandlers() {}

    /**
     * Makes this process deaf to Ctrl-C. A terminal, and Jupyter when it interrupts, signal all processes of a group at
     * once; what is to end then is the parent's decision. Without {@code jdk.unsupported} it ends like any process.
     */
    static void leaveInterruptsToTheParent() {
        try {
            // By name: the compiler warns of every mention of this class, which has no replacement.
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            // Said above.
        }
    }

    /**
     * The signal that ends this process, asked from a shutdown hook; 0 when it is none.
     *
     * <p>An exit code can't tell {@code System.exit(143)} from SIGTERM. The JVM handles a signal on a thread that it
     * names after it, and this thread is alive as long as the shutdown that it began.
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
