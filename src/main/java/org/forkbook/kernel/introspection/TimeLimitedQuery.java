package org.forkbook.kernel.introspection;

import java.util.concurrent.Callable;
import org.forkbook.kernel.execution.StoppableThread;
import org.jspecify.annotations.Nullable;

/** Query with a time limit, on its own thread, which is stopped when the time is up. */
public final class TimeLimitedQuery<T> extends StoppableThread {

    /** javac needs a large stack for deeply nested code; unused stack takes no memory. */
    private static final long STACK = 64L << 20;

    private static final long GRACE_MILLIS = 1_000;

    private final Callable<? extends @Nullable T> question;
    private volatile @Nullable T answer;

    private TimeLimitedQuery(Callable<? extends @Nullable T> question) {
        super("forkbook-question", STACK);
        this.question = question;
    }

    /** The result of a query; null when it takes too long or fails in any way. */
    public static <T> @Nullable T ask(Callable<? extends @Nullable T> question, long mostMillis) {
        var thread = new TimeLimitedQuery<T>(question);
        thread.start();
        try {
            thread.join(mostMillis);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.throwInto();
                thread.join(GRACE_MILLIS);
            }
        } catch (InterruptedException e) {
            thread.throwInto();
            Thread.currentThread().interrupt();
        }
        return thread.answer;
    }

    @Override
    public void run() {
        try {
            answer = question.call();
        } catch (Throwable e) { // Unfinished code can be anything: then nothing is known about it.
            System.getLogger("org.forkbook.kernel").log(System.Logger.Level.DEBUG, "A question has no answer", e);
        }
    }
}
