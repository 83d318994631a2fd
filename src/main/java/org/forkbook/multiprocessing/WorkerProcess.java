package org.forkbook.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.worker.Message;
import org.forkbook.worker.Worker;
import org.forkbook.worker.WorkerExit;
import org.forkbook.worker.WorkerListener;
import org.forkbook.worker.WorkerOptions;
import org.jspecify.annotations.Nullable;

/**
 * A process of its own that runs one task.
 *
 * <p>What it prints appears where this program prints; in a notebook, under the cell that started it. When
 * {@link #join} returns, all of it has been handed over. The task works on a copy of what it captures, as it is when
 * {@link #start} is called.
 *
 * <pre>{@code
 * var process = new WorkerProcess(() -> System.out.println("Worker process executing."));
 * process.start();
 * process.join();
 * System.out.println("Main process exiting.");
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Runnable task;
    private final String name;
    private final boolean daemon;
    private final WorkerOptions options;
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private @Nullable Worker worker; // guarded by this

    /** A process that will run {@code task}. */
    public WorkerProcess(RemoteRunnable task) {
        this((Runnable) task);
    }

    /** A process that will run {@code task}, which has to be serializable; in a notebook every lambda is. */
    public WorkerProcess(Runnable task) {
        this.task = task;
        this.name = "WorkerProcess-" + NUMBER.incrementAndGet();
        this.daemon = false;
        this.options = WorkerOptions.named(name);
    }

    /**
     * Starts the process; returns as soon as the operating system has it.
     *
     * @throws IllegalStateException if it was started before
     * @throws org.forkbook.capsule.CannotTravelException if the task can't be sent to another process
     * @throws UncheckedIOException if the system can't start a process
     */
    public void start() {
        var capsule = Capsules.writer().packTask(task);
        var output = Frontend.current().output();
        synchronized (this) {
            if (worker != null) {
                throw new IllegalStateException(
                        name + " was started before. A process runs once: make a new WorkerProcess.");
            }
            try {
                worker = Worker.start(options, new Listener(new Message.Main(capsule), output));
            } catch (IOException e) {
                throw new UncheckedIOException("No process could be started for " + name, e);
            }
        }
        if (!daemon) {
            new Thread(null, exit::join, "forkbook-" + name, 64 * 1024, false).start();
        }
    }

    /** Waits until the process has ended and its output has been handed over. */
    public void join() {
        started();
        try {
            exit.get();
        } catch (InterruptedException | ExecutionException e) {
            throw Rethrow.asIs(e);
        }
    }

    /**
     * Waits for at most the given time.
     *
     * @return whether the process has ended
     */
    public boolean join(Duration timeout) {
        started();
        try {
            exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw Rethrow.asIs(e);
        }
    }

    private synchronized Worker started() {
        if (worker == null) {
            throw new IllegalStateException(name + " hasn't been started: call start() first.");
        }
        return worker;
    }

    /** Whether the process has been started and hasn't ended. */
    public synchronized boolean isAlive() {
        return worker != null && !exit.isDone();
    }

    /** The process's id. */
    public long pid() {
        return started().pid();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The exit code; empty before the end, negative when a signal ended the process: -9 for SIGKILL. */
    public OptionalInt exitCode() {
        return exit.isDone() ? OptionalInt.of(exit.join().code()) : OptionalInt.empty();
    }

    /** Ends the process with SIGTERM: its shutdown hooks run. */
    public void terminate() {
        started().terminate();
    }

    /** Ends the process with SIGKILL. */
    public void kill() {
        started().kill();
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        if (isAlive()) {
            kill();
            join();
        }
    }

    /** The process that this code runs in. */
    public static WorkerProcess current() {
        return new WorkerProcess(() -> {});
    }

    /** How many processors this program may use. */
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    private final class Listener implements WorkerListener {
        private final Message main;
        private final Frontend.Output output;

        Listener(Message main, Frontend.Output output) {
            this.main = main;
            this.output = output;
        }

        @Override
        public void connected() {
            try {
                started().send(main);
            } catch (IOException e) {
                // It has gone already: exited() says how.
            }
        }

        @Override
        public void printed(long id, boolean error, String text) {
            output.print(error ? Frontend.Channel.STDERR : Frontend.Channel.STDOUT, text);
        }

        @Override
        public void displayed(Message.Displayed message) {
            output.display(message.json(), message.update());
        }

        @Override
        public void exited(WorkerExit how) {
            exit.complete(how);
        }
    }
}
