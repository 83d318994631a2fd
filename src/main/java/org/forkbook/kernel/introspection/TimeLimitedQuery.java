package org.forkbook.kernel.introspection;

import java.util.concurrent.Callable;
import org.forkbook.kernel.execution.StoppableThread;
import org.jspecify.annotations.Nullable;

/**
 * A question that whoever asks doesn't wait for any longer than a while: it has a thread of its own, which is ended then.
 * javac may take minutes for an expression, and a value's {@code toString()} may be anything.
 */
public final class TimeLimitedQuery<T> extends StoppableThread {

    /** javac needs much of it for code that nests deeply; what is not needed takes no memory. */
    private static final long STACK = 64L << 20;

    private static final long GRACE_MILLIS = 1_000;

    private final Callable<? extends @Nullable T> question;
    private volatile @Nullable T answer;

    private TimeLimitedQuery(Callable<? extends @Nullable T> question) {
        super("forkbook-question", STACK);
        this.question = question;
    }

    /** The answer to a question; null when there is none in time, or when it fails in whatever way. */
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
        } catch (Throwable e) { // Code that is being written can be anything: nothing is known about it then.
            System.getLogger("org.forkbook.kernel").log(System.Logger.Level.DEBUG, "A question has no answer", e);
        }
    }
}
