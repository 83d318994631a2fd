package org.forkbook.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.protocol.Execute;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Queue of requests that one thread handles in order, with its own execution counter and history. A kernel has a main
 * shell, and a subshell for each time a frontend asks for one.
 *
 * <p>When a cell fails, the cells that were sent before its reply must not run. Most of them are queued already; one
 * may still be in transit, and only its date distinguishes it from a cell that the user sends after seeing the failure.
 */
final class Shell implements AutoCloseable {

    /** How long a cell may be in transit to the kernel. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(500);

    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Consumer<Request> dispatcher;
    private final CellHistory history;
    /** The compiler needs a large stack for deeply nested code; unused stack takes no memory. */
    private static final long STACK = 64L << 20;

    private final Thread thread;
    private boolean ending;
    private int nextExecution = 1;
    private @Nullable Instant failedAt; // guarded by waiting, as is the next
    private long failedAtNanos;

    /**
     * A shell that isn't started yet.
     *
     * @param dispatcher handles a request and answers it, also when that fails
     * @param ended told why when the shell can't handle any request any more
     */
    Shell(String name, Consumer<Request> dispatcher, CellHistory history, Consumer<Throwable> ended) {
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
    CellHistory history() {
        return history;
    }

    /** The number of the next cell; only for the shell's own thread. */
    int nextExecution() {
        return nextExecution;
    }

    /** Increments the execution count; only for the shell's own thread. */
    void countExecution() {
        nextExecution++;
    }

    /** Aborts the cells that are queued or in transit: they are answered, but not run. */
    void abortWaiting() {
        synchronized (waiting) {
            failedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS); // Browsers' clocks are no finer.
            failedAtNanos = System.nanoTime();
            waiting.stream().filter(Shell::isCell).forEach(Request::abort);
        }
    }

    private static boolean isCell(Request request) {
        return request.message().type().equals(Execute.REQUEST);
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

    /** Ends the thread once the queue is empty. */
    void end() {
        synchronized (waiting) {
            ending = true;
            waiting.notifyAll();
        }
    }

    /** Ends the thread after the current request. */
    @Override
    public void close() {
        synchronized (waiting) {
            waiting.clear();
        }
        end();
    }
}
