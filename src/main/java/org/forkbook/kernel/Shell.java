package org.forkbook.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.forkbook.kernel.history.History;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * A line of requests that are handled one after the other, on a thread of its own; with its own numbers and history of
 * cells. A kernel has a main shell, and a subshell for each time a frontend asks for one.
 *
 * <p>When a cell fails, the cells that were sent before its reply are not to run. Most of them wait here already; one
 * may still be on its way, and nothing but its date tells it from one that a reader sends who has seen the failure.
 */
final class Shell implements AutoCloseable {

    /** How long a cell may be on its way to the kernel. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(500);

    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Consumer<Request> dispatcher;
    private final History history;
    /** The compiler needs much of it for code that nests deeply; what is not needed takes no memory. */
    private static final long STACK = 64L << 20;

    private final Thread thread;
    private boolean ending;
    private int nextExecution = 1;
    private @Nullable Instant failedAt; // guarded by waiting, as is the next
    private long failedAtNanos;

    /**
     * A shell, which is to be started.
     *
     * @param dispatcher handles a request and answers it, also when that fails
     * @param ended told why when the shell can't handle any request any more
     */
    Shell(String name, Consumer<Request> dispatcher, History history, Consumer<Throwable> ended) {
        this.dispatcher = dispatcher;
        this.history = history;
        thread = ServiceThread.create(
                "forkbook-" + name, STACK, this::serve, FailureHandler.vital("The " + name, ended));
    }

    void start() {
        thread.start();
    }

    void add(Request request) {
        synchronized (waiting) {
            if (isCell(request) && wasSentBeforeTheFailure(request)) {
                request.abort();
            }
            waiting.add(request);
            waiting.notifyAll();
        }
    }

    /** The cells that this shell has run. */
    History history() {
        return history;
    }

    /** The number of the next cell; only for the shell's own thread. */
    int nextExecution() {
        return nextExecution;
    }

    /** Goes on to the next number; only for the shell's own thread. */
    void countExecution() {
        nextExecution++;
    }

    /** The cells that wait now, or are on their way, are answered, but not run. */
    void abortWaiting() {
        synchronized (waiting) {
            failedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS); // Finer than that no browser's clock is.
            failedAtNanos = System.nanoTime();
            waiting.stream().filter(Shell::isCell).forEach(Request::abort);
        }
    }

    private static boolean isCell(Request request) {
        return request.message().type().equals("execute_request");
    }

    private boolean wasSentBeforeTheFailure(Request request) {
        if (failedAt == null || System.nanoTime() - failedAtNanos > ON_THE_WAY.toNanos()) {
            failedAt = null;
            return false;
        }
        var sent = request.message().date();
        return sent != null && sent.isBefore(failedAt);
    }

    private boolean serve() throws InterruptedException {
        var request = next();
        if (request != null) {
            dispatcher.accept(request);
        }
        return request != null;
    }

    private @Nullable Request next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty() && !ending) {
                waiting.wait();
            }
            return waiting.poll();
        }
    }

    /** Handles what waits, and then nothing more. */
    void end() {
        synchronized (waiting) {
            ending = true;
            waiting.notifyAll();
        }
    }

    /** Handles nothing more after what it is at. */
    @Override
    public void close() {
        synchronized (waiting) {
            waiting.clear();
        }
        end();
    }
}
