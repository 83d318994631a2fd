package org.forkbook.worker.launch;

import org.forkbook.worker.agent.WorkerContext;

/**
 * A limit on the depth of workers that start workers; checked in the process that starts one. It prevents a fork
 * bomb: a worker that runs the whole program again would otherwise fill the machine with processes.
 */
final class NestingLimit {
    private static final String PROPERTY = "forkbook.maxDepth";
    private static final String VARIABLE = "FORKBOOK_MAX_DEPTH";
    private static final int USUAL = 4;

    private NestingLimit() {}

    /** The depth of the workers that this process starts; 1 in a program. */
    static int ofChildren() {
        var context = WorkerContext.current();
        return context == null ? 1 : context.depth() + 1;
    }

    /** @throws IllegalStateException if this process is too deep to start workers */
    static void check() {
        int limit = limit();
        if (ofChildren() > limit) {
            throw new IllegalStateException("This worker process is already " + limit
                    + " levels below the program, and may not start workers of its own. Usually that is a mistake:"
                    + " workers that start workers endlessly. If it is intended, raise the limit with -D" + PROPERTY
                    + "=N or the environment variable " + VARIABLE + ".");
        }
    }

    private static int limit() {
        var text = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        try {
            return text == null ? USUAL : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    PROPERTY + " or " + VARIABLE + " must be a number of levels, got \"" + text + '"', e);
        }
    }
}
