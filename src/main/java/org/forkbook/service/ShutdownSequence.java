package org.forkbook.service;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this process does when it exits, in one shutdown hook and in a fixed order: shutdown hooks of their own would
 * run at the same time. A failure of one action doesn't keep the others from running.
 *
 * <p>A process that is killed runs none of it; what depends on that has other means.
 */
public final class ShutdownSequence {

    /** The steps, in their order. */
    public enum Step {
        /** The processes that this one has started are ended. */
        END_PROCESSES,
        /** Its files are deleted. */
        DELETE_FILES,
        /** Other processes are told. The last step, because a process that is stopped takes no message. */
        TELL_OTHERS
    }

    private static final Map<Step, Set<Runnable>> ACTIONS = new EnumMap<>(Step.class); // guarded by the class
    private static boolean hooked; // guarded by the class
    private static boolean running; // guarded by the class

    private ShutdownSequence() {}

    /**
     * Adds an action, by its identity.
     *
     * @throws IllegalStateException if this process is exiting
     */
    public static synchronized void add(Step step, Runnable action) {
        if (running) {
            throw new IllegalStateException("This process is exiting.");
        }
        if (!hooked) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(null, ShutdownSequence::run, "forkbook-shutdown", 0, false));
            hooked = true;
        }
        ACTIONS.computeIfAbsent(step, s -> new LinkedHashSet<>()).add(action);
    }

    private static void run() {
        for (var step : Step.values()) {
            for (var action : begin(step)) {
                ServiceThread.guarded(action, FailureHandler.logging("The exit of this process"))
                        .run();
            }
        }
    }

    private static synchronized List<Runnable> begin(Step step) {
        running = true;
        return List.copyOf(ACTIONS.getOrDefault(step, Set.of()));
    }
}
