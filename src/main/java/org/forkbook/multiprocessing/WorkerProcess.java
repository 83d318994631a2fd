package org.forkbook.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.forkbook.multiprocessing.internal.CallbackExecutor;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.Durations;
import org.forkbook.multiprocessing.internal.LaunchFailureMessages;
import org.forkbook.multiprocessing.internal.ProcessPlace;
import org.forkbook.multiprocessing.internal.RemoteFailure;
import org.forkbook.multiprocessing.internal.Rethrow;
import org.forkbook.service.ProcessLiveness;
import org.forkbook.worker.agent.WorkerContext;
import org.forkbook.worker.launch.Worker;
import org.forkbook.worker.launch.WorkerExit;
import org.forkbook.worker.launch.WorkerListener;
import org.forkbook.worker.launch.WorkerOptions;
import org.forkbook.worker.protocol.WorkerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that runs one task.
 *
 * <p>What it prints appears where this program prints; in a notebook, under the cell that started it. When {@link
 * #join} returns, all of it has been handed over. The task works on a copy of what it captures, as it is when {@link
 * #start} is called; its standard input is empty. An exception that the task doesn't catch is printed with its stack
 * trace on the process's standard error, and the exit code is 1; after {@code System.exit(7)} it is 7.
 *
 * <pre>{@code
 * var process = new WorkerProcess(() -> System.out.println("Worker process executing."));
 * process.start();
 * process.join();
 * System.out.println("Main process exiting.");
 * }</pre>
 *
 * <p>No worker process outlives the program that started it, however that ends. A program whose last thread ends
 * waits for its worker processes first, as for threads, unless they are {@linkplain Builder#daemon daemons}.
 *
 * <p>Thread-safe.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<WorkerProcess> ACTIVE = ConcurrentHashMap.newKeySet();

    private final Runnable task;
    private final boolean daemon;
    private final WorkerOptions options;
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private final CompletableFuture<WorkerProcess> ended = AsyncResult.ofNoWork();
    /** Set for a process that this object represents but has not started. */
    private final @Nullable ProcessHandle found;

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable Worker worker; // set once, by start()
    private volatile boolean unwanted; // to be killed as soon as it is there

    /** Creates a process that will run {@code task}. */
    public WorkerProcess(RemoteRunnable task) {
        this((Runnable) task);
    }

    /** Creates a process that will run {@code task}, which must be serializable; in a notebook every lambda is. */
    public WorkerProcess(Runnable task) {
        this(builder().task(task));
    }

    private WorkerProcess(Builder settings) {
        this.task = Objects.requireNonNull(settings.task, "a process needs a task: call builder().task(..)");
        this.daemon = settings.daemon;
        this.found = null;
        this.options = settings.options();
    }

    private WorkerProcess(String name, ProcessHandle found, boolean daemon) {
        this.task = () -> {};
        this.daemon = daemon;
        this.found = found;
        this.options = WorkerOptions.named(name);
    }

    private static String nextName() {
        var context = WorkerContext.current();
        int number = NUMBER.incrementAndGet();
        return context == null ? "WorkerProcess-" + number : context.name() + ":" + number;
    }

    /** A builder for a process with other settings than the default ones. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the process; returns once the operating system has created it.
     *
     * @throws IllegalStateException if it was started before, or if worker processes would be nested too deeply
     * @throws org.forkbook.multiprocessing.errors.CannotTravelException if the task can't be serialized
     * @throws UncheckedIOException if the system can't start a process
     */
    public void start() {
        if (found != null) {
            throw new IllegalStateException(
                    "Process " + found.pid() + " (" + name() + ") is already running: start() is for"
                            + " a process that was created with new WorkerProcess(..).");
        }
        checkNotStarted();
        var main = new WorkerMessage.Main(Capsules.writer().packTask(task));
        var frontend = Frontend.current();
        var listener = new Listener(main, frontend.output());
        if (!begun.compareAndSet(false, true)) {
            checkNotStarted();
        }
        ACTIVE.add(this);
        Worker opened;
        try {
            // Without a lock: others may ask for this object's state meanwhile, and the system may take long.
            opened = Worker.open(options.withAddedClassPath(frontend.addedClassPath()), listener);
        } catch (IOException | RuntimeException e) {
            ACTIVE.remove(this);
            begun.set(false);
            if (e instanceof IOException failure) {
                throw new UncheckedIOException(
                        "No process can be started for " + name() + ": "
                                + LaunchFailureMessages.explain(failure, options),
                        failure);
            }
            throw (RuntimeException) e;
        }
        worker = opened;
        if (unwanted) { // A kill() in the meantime has found no process.
            opened.kill();
        }
        opened.begin();
        if (!daemon) {
            // A non-daemon thread keeps the program running, as a non-daemon process should.
            var keeper = new Thread(null, exit::join, "forkbook-" + name(), 64 * 1024, false);
            keeper.setDaemon(false);
            keeper.start();
        }
    }

    private void checkNotStarted() {
        if (begun.get()) {
            throw new IllegalStateException(
                    name() + " was already started. A process runs only once: create a new WorkerProcess.");
        }
    }

    private Worker started() {
        var process = worker;
        if (process == null) {
            throw new IllegalStateException(
                    found != null
                            ? "Process " + found.pid() + " (" + name() + ") isn't a child of this one: it can't be"
                                    + " joined or ended from here."
                            : begun.get()
                                    ? name() + " is still starting: wait until start() has returned."
                                    : name() + " hasn't been started: call start() first.");
        }
        return process;
    }

    /**
     * Waits until the process has ended and its output has been handed over. A thread that is interrupted while it waits
     * gets an {@link InterruptedException}, and the process goes on. It is not declared, so that a process can be joined
     * in any lambda: {@code catch (Exception e)} catches it.
     *
     * @throws IllegalStateException if it wasn't started
     */
    public void join() {
        started();
        try {
            exit.get();
        } catch (InterruptedException | ExecutionException e) {
            throw Rethrow.asIs(e);
        }
    }

    /**
     * As {@link #join()}, for at most the given time.
     *
     * @return whether the process has ended
     * @throws IllegalStateException if it wasn't started
     */
    public boolean join(Duration timeout) {
        started();
        try {
            exit.get(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw Rethrow.asIs(e);
        }
    }

    /** Whether the process has been started and hasn't ended. */
    public boolean isAlive() {
        if (found != null) {
            return ProcessLiveness.isRunning(found);
        }
        return worker != null && !exit.isDone();
    }

    /**
     * The process's id.
     *
     * @throws IllegalStateException if it wasn't started
     */
    public long pid() {
        return found == null ? started().pid() : found.pid();
    }

    /** Its name; by default {@code WorkerProcess-1} and so on. */
    public String name() {
        return options.name();
    }

    /**
     * Whether the program exits without waiting for this process, as for the workers of pools; false for the program
     * itself.
     */
    public boolean isDaemon() {
        return daemon;
    }

    /**
     * The exit code: 0 when the task returned, 1 when it threw, otherwise that of {@code System.exit}; negative when a
     * signal ended the process, -9 for SIGKILL. Empty while there is none.
     */
    public OptionalInt exitCode() {
        return exit.isDone() ? OptionalInt.of(exit.join().code()) : OptionalInt.empty();
    }

    /**
     * Asks the process to end, with SIGTERM: its shutdown hooks run. Harmless once it has ended. One that is still
     * starting is killed as soon as it is there.
     *
     * @throws IllegalStateException if it wasn't started
     */
    public void terminate() {
        end(Worker::terminate);
    }

    /**
     * Ends the process at once, with SIGKILL. Harmless once it has ended.
     *
     * @throws IllegalStateException if it wasn't started
     */
    public void kill() {
        end(Worker::kill);
    }

    private void end(Consumer<Worker> how) {
        unwanted = begun.get();
        if (!unwanted || worker != null) {
            how.accept(started());
        }
    }

    /** Ends the process at once if it still runs, and waits for its end; after {@link #join} this does nothing. */
    @Override
    public void close() {
        if (begun.get() && !exit.isDone()) {
            kill();
            if (worker != null) {
                join();
            }
        }
    }

    /** A future that completes with this process when it has ended. */
    public CompletableFuture<WorkerProcess> onExit() {
        return ended.copy();
    }

    @Override
    public String toString() {
        if (found != null) {
            return "WorkerProcess[" + name() + ", pid " + found.pid() + "]";
        }
        var process = worker;
        if (process == null) {
            return "WorkerProcess[" + name() + (begun.get() ? ", starting]" : ", not started]");
        }
        var state = exit.isDone() ? exit.join().describe() : "running";
        return "WorkerProcess[" + name() + ", pid " + process.pid() + ", " + state + "]";
    }

    /** The process that this code runs in; outside of a worker its name is {@code MainProcess}. */
    public static WorkerProcess current() {
        var context = WorkerContext.current();
        return context == null
                ? new WorkerProcess(WorkerContext.MAIN, ProcessHandle.current(), false)
                : new WorkerProcess(context.name(), ProcessHandle.current(), context.isDaemon());
    }

    /** The process that started the one that this code runs in; null outside of a worker. */
    public static @Nullable WorkerProcess parent() {
        var context = WorkerContext.current();
        if (context == null) {
            return null;
        }
        // A worker ends with its parent, so the parent exists.
        return ProcessHandle.of(context.parentPid())
                .map(handle -> new WorkerProcess(context.parentName(), handle, context.isParentDaemon()))
                .orElse(null);
    }

    /** The processes that this program started with {@link #start} and that still run. */
    public static List<WorkerProcess> active() {
        return ACTIVE.stream().filter(WorkerProcess::isAlive).toList();
    }

    /** The number of processors that this program may use. */
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Handles the events of the process. */
    private final class Listener implements WorkerListener {
        /**
         * Kept until the process ends, because of the {@linkplain org.forkbook.serialization.Capsule#kept references}
         * in it.
         */
        private volatile @Nullable WorkerMessage main;

        private final Frontend.Output output;
        private final Frontend.Scope scope = Frontend.current().scope();
        /** Completed once the exception that ended the process has been printed. */
        private volatile CompletableFuture<@Nullable Void> told = CompletableFuture.completedFuture(null);

        Listener(WorkerMessage main, Frontend.Output output) {
            this.main = main;
            this.output = output;
        }

        @Override
        public void connected() {
            var task = main;
            try {
                if (task != null) {
                    started().give(task, 1);
                }
            } catch (IOException e) {
                // It has just ended: exited() reports how.
            }
        }

        @Override
        public void threw(WorkerMessage.Threw uncaught) {
            var telling = new CompletableFuture<@Nullable Void>();
            CallbackExecutor.callUserCode(scope, () -> {
                try {
                    tell(uncaught.failure());
                } finally {
                    telling.complete(null);
                }
            });
            told = telling;
        }

        private void tell(WorkerMessage.Failure uncaught) {
            var where = name() + ", process " + pid();
            var failure = RemoteFailure.alone(uncaught, new ProcessPlace(pid(), ""), name());
            output.print(Frontend.Channel.STDERR, Frontend.current().describe(where, failure));
        }

        @Override
        public void printed(long id, boolean error, String text) {
            output.print(error ? Frontend.Channel.STDERR : Frontend.Channel.STDOUT, text);
        }

        @Override
        public void displayed(WorkerMessage.Displayed message) {
            output.display(message.json(), message.update());
        }

        @Override
        public void exited(WorkerExit how) {
            main = null;
            var unused = told.thenRun(() -> {
                ACTIVE.remove(WorkerProcess.this);
                exit.complete(how);
                ended.completeAsync(() -> WorkerProcess.this, CallbackExecutor.CALLBACKS);
            });
        }
    }

    /** A builder of worker processes. */
    public static final class Builder extends LaunchSettings<Builder> {
        private @Nullable Runnable task;
        private @Nullable String name;
        private boolean daemon;

        private Builder() {}

        /** The task of the process. */
        public Builder task(RemoteRunnable work) {
            return task((Runnable) work);
        }

        /** The task of the process. */
        public Builder task(Runnable work) {
            task = Objects.requireNonNull(work, "task");
            return this;
        }

        /** The process's name. */
        public Builder name(String processName) {
            name = Objects.requireNonNull(processName, "name");
            return this;
        }

        /** Whether the program may exit without waiting for this process, which then ends with it. */
        public Builder daemon(boolean isDaemon) {
            daemon = isDaemon;
            return this;
        }

        private WorkerOptions options() {
            return options(name == null ? nextName() : name).asDaemon(daemon);
        }

        /** Creates the process, which is not started yet. */
        public WorkerProcess build() {
            return new WorkerProcess(this);
        }
    }
}
