package org.forkbook.kernel;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line of requests that are handled one after the other, on a thread of its own; with its own
 * numbers and history of cells. A
 * kernel has a main shell, and a subshell for each time a frontend asks for one.
 */
final class Shell implements AutoCloseable {

    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Consumer<Request> dispatcher;
    private final History history;
    private final Thread thread;
    private boolean ending;
    private int nextExecution = 1;

    Shell(String name, Consumer<Request> dispatcher, History history) {
        this.dispatcher = dispatcher;
        this.history = history;
        thread = new Thread(this::run, "forkbook-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(Request request) {
        synchronized (waiting) {
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

    /** The cells that wait now are answered, but not run. */
    void abortWaiting() {
        synchronized (waiting) {
            for (var request : waiting) {
                if (request.message().type().equals("execute_request")) {
                    request.abort();
                }
            }
        }
    }

    private void run() {
        while (true) {
            try {
                var request = next();
                if (request == null) {
                    return;
                }
                dispatcher.accept(request);
            } catch (InterruptedException e) {
                // Meant for a cell that had just ended: this thread goes on.
            }
        }
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
