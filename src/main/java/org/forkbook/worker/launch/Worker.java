package org.forkbook.worker.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.forkbook.serialization.Capsule;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.MemoryReserve;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.OutputBarrier;
import org.forkbook.transport.OutputTail;
import org.forkbook.transport.TextDecoder;
import org.forkbook.worker.agent.WorkerContext;
import org.forkbook.worker.agent.WorkerMain;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The parent's handle of a worker process: the JVM, the channel to it, and one listener for its events.
 *
 * <p>One thread of the parent reads a worker's messages and calls the listener. Whatever happens, it calls {@link
 * WorkerListener#exited} exactly once, after everything else.
 */
public final class Worker {
    private static final FailureHandler FAILURES = FailureHandler.logging("A worker's output");
    private static final int DRAIN_MILLIS = 200;
    private static final int KEPT_OUTPUT = 2000;

    /**
     * How long a worker may take to report its statistics: a busy machine, or a worker that has just started, needs a
     * while.
     */
    public static final long ANSWER_TIMEOUT_NANOS = 2_000_000_000L;

    /** For threads that only move bytes. */
    private static final int SMALL_STACK = 256 * 1024;

    private final WorkerLaunch launch;
    private final Process process;
    private volatile WorkerListener listener; // changed once, when a spare gets its owner
    private final OutputTail outputTail = new OutputTail(KEPT_OUTPUT);
    private final List<Thread> pumps;
    private final TextDecoder stdout = new TextDecoder();
    private final TextDecoder stderr = new TextDecoder();
    private volatile @Nullable FrameChannel channel;
    private int leaving = -1; // used by the reading thread only
    private boolean settled; // guarded by this
    private @Nullable Thread serving; // guarded by this
    private @Nullable ClassLoader ownersLoader; // guarded by this
    private boolean spare; // guarded by this
    private volatile WorkerOptions options; // changed with the listener
    private final LongAdder shipped = new LongAdder();
    private final AtomicLong tasksDone = new AtomicLong();
    private volatile int calls; // of the current task
    private volatile boolean owned;
    private volatile boolean killed;
    private volatile @Nullable WorkerExit exit;
    /** The reason why this process couldn't handle what the worker sent. */
    private volatile @Nullable Throwable failure;

    private boolean asked; // guarded by this
    private long askedAt; // guarded by this
    private volatile CompletableFuture<WorkerMessage.Vitals> vitals = new CompletableFuture<>();

    /** The state of a worker. */
    public enum Standing {
        /** Warm, without an owner. */
        SPARE,
        /** It is starting. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It runs a task. */
        BUSY,
        /** It has ended. */
        ENDED
    }

    private Worker(WorkerOptions options, WorkerListener listener, WorkerMachine machine) throws IOException {
        this.options = options;
        this.listener = listener;
        this.launch = machine.launch(options, this::serve);
        this.process = launch.process();
        this.pumps = List.of(pump(process.getInputStream(), false), pump(process.getErrorStream(), true));
        WorkerRegistry.began(this);
    }

    /**
     * Opens a worker process: a spare if one fits, otherwise a new process. It becomes ready once its owner calls
     * {@link #begin}.
     *
     * @throws IOException if the system can't start a process
     * @throws IllegalStateException if workers would be nested too deeply
     */
    public static Worker open(WorkerOptions options, WorkerListener listener) throws IOException {
        NestingLimit.check();
        var warm = WarmWorkerPool.take(options, listener);
        if (warm != null) {
            return warm;
        }
        var fresh = spawn(options, listener);
        fresh.owned = true;
        return fresh;
    }

    static Worker spawn(WorkerOptions options, WorkerListener listener) throws IOException {
        return new Worker(options, listener, LocalLaunch::new);
    }

    /**
     * Opens a worker process on some machine. It becomes ready once its owner calls {@link #begin}.
     *
     * @throws IOException if the process can't be started there
     */
    public static Worker openOn(WorkerMachine machine, WorkerOptions options, WorkerListener listener)
            throws IOException {
        NestingLimit.check();
        var worker = new Worker(options, listener, machine);
        worker.owned = true;
        return worker;
    }

    /** Makes a spare the worker of an owner; false if it has just ended. */
    synchronized boolean handOver(WorkerOptions ownersOptions, WorkerListener owner) {
        if (settled) {
            return false;
        }
        options = ownersOptions;
        listener = owner;
        spare = true;
        owned = true;
        shipped.reset();
        tasksDone.set(0);
        calls = 0;
        return true;
    }

    /**
     * Starts the worker's serving thread; called once, by its owner. The thread that calls the listener has the
     * owner's context class loader.
     */
    public void begin() {
        boolean isUp;
        synchronized (this) {
            isUp = spare;
            ownersLoader = Thread.currentThread().getContextClassLoader();
            if (serving != null) {
                serving.setContextClassLoader(ownersLoader);
            }
        }
        if (isUp) {
            try {
                adopt();
                listener.connected();
            } catch (IOException e) {
                // It has just ended, which its owner learns by exited().
            }
        } else {
            pumps.forEach(Thread::start);
            boot();
        }
    }

    private void boot() {
        var context = WorkerContext.current();
        var boot = String.join(
                "\n",
                Long.toString(ProcessHandle.current().pid()),
                context == null ? WorkerContext.MAIN : context.name().replace('\n', ' '),
                Integer.toString(NestingLimit.ofChildren()),
                "");
        // The stream stays open as long as this process lives: its end tells the worker to exit.
        write(launch.address() + boot);
    }

    /** Whether it was started with this command, on this machine. */
    boolean hasCommand(WorkerCommand command) {
        return launch instanceof LocalLaunch local && local.command().equals(command);
    }

    /** The machine that it runs on; empty for this one. */
    public String host() {
        return launch.host();
    }

    /** What jars and folders of this machine are called on the worker's, where they are from then on. */
    public List<String> classPath(List<String> paths) throws IOException {
        return launch.classPath(paths);
    }

    /** The PID of the process. */
    public long pid() {
        return process.pid();
    }

    /** The process handle; of a worker on another machine there is none. */
    Optional<ProcessHandle> handle() {
        return host().isEmpty() ? Optional.of(process.toHandle()) : Optional.empty();
    }

    /** Completes when the process has ended. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Sends a message; allowed after {@link WorkerListener#connected}.
     *
     * @throws IOException if the worker has ended: its listener is told of that
     */
    public void send(WorkerMessage message) throws IOException {
        var connection = channel;
        if (connection == null) {
            throw new IOException("worker " + pid() + " isn't connected yet");
        }
        WarmWorkerPool.noteActivity();
        var frame = WorkerMessageCodec.write(message);
        shipped.add(frame.length());
        connection.send(frame);
    }

    /**
     * Sends a task.
     *
     * @param count the number of calls in the task
     * @throws IOException if the worker has ended: its listener is told of that
     */
    public void give(WorkerMessage task, int count) throws IOException {
        calls = count;
        send(task);
    }

    /**
     * Sends a function, whose large arrays a machine gets once.
     *
     * @throws IOException if the worker has ended: its listener is told of that; or if they can't be stored there
     */
    public void define(int function, Capsule capsule) throws IOException {
        send(new WorkerMessage.Define(function, launch.keepArrays(function, capsule)));
    }

    /** Has the worker and its machine forget a function. */
    public void forget(int function) throws IOException {
        send(new WorkerMessage.Forget(function));
        launch.dropArrays(function);
    }

    /** Its name. */
    public String name() {
        return options.name();
    }

    /** What in the program created it; empty if that is not known. */
    public String origin() {
        return options.origin();
    }

    /** The current state. */
    public Standing standing() {
        if (exit != null && owned) {
            return Standing.ENDED;
        }
        if (!owned) {
            return Standing.SPARE;
        }
        return channel == null ? Standing.STARTING : calls > 0 ? Standing.BUSY : Standing.IDLE;
    }

    /** Whether its owner asked for a new JVM. */
    public boolean isFresh() {
        return options.fresh();
    }

    /** How many calls it has completed for its owner. */
    public long tasksDone() {
        return tasksDone.get();
    }

    /** The number of bytes sent to it and received from it for its owner. */
    public long shipped() {
        return shipped.sum();
    }

    /** How it ended; null while it lives. */
    public @Nullable WorkerExit exit() {
        return exit;
    }

    /** Why it was ended, if this process couldn't handle what it sent; null otherwise. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Whether this process killed it. */
    public boolean wasKilledHere() {
        return killed;
    }

    /**
     * Requests the worker's statistics, even while it is busy. Fails at once if it hasn't connected, as soon as it
     * ends, and if it has not answered an {@linkplain #ANSWER_TIMEOUT_NANOS earlier request} in time: then it hangs or was
     * stopped, and nobody waits for it again before it answers that one.
     */
    public synchronized CompletableFuture<WorkerMessage.Vitals> vitals() {
        if (asked && !vitals.isDone()) {
            return System.nanoTime() - askedAt < ANSWER_TIMEOUT_NANOS
                    ? vitals
                    : CompletableFuture.failedFuture(new TimeoutException(
                            "Worker process " + pid() + " hasn't reported its state for a while."));
        }
        if (channel == null || !process.isAlive()) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "Worker process " + pid() + " isn't running: it is still starting, or has ended."));
        }
        vitals = new CompletableFuture<>();
        asked = true;
        askedAt = System.nanoTime();
        write(WorkerMain.ASKED + "\n"); // If it has just ended, settle() fails the request.
        return vitals;
    }

    /** Asks the process to end, as SIGTERM does. */
    public void terminate() {
        launch.terminate();
    }

    /** Kills the process and all its descendants at once, as SIGKILL does. */
    public void kill() {
        killed = true;
        if (owned) {
            launch.kill();
        } else {
            process.toHandle().destroyForcibly(); // A spare has no descendants.
        }
    }

    private void serve(FrameChannel connection) {
        synchronized (this) {
            if (settled) {
                connection.close();
                return;
            }
            channel = connection;
            serving = Thread.currentThread();
            serving.setContextClassLoader(ownersLoader);
        }
        try {
            adopt();
            listener.connected();
            while (deliverNext(connection)) {
                // A separate method, so that no variable holds this message while the next one arrives.
            }
        } catch (IOException e) {
            // A broken channel is treated like a closed one.
        } catch (Throwable e) { // What it sent may not fit into this process: its task fails with that error.
            MemoryReserve.release();
            failure = e;
        } finally {
            connection.close();
            if (leaving < 0) {
                launch.kill();
            }
            settle();
        }
    }

    private boolean deliverNext(FrameChannel connection) throws IOException {
        var frame = connection.receive();
        if (frame == null) {
            return false;
        }
        shipped.add(frame.length());
        deliver(WorkerMessageCodec.read(frame));
        return true;
    }

    private void adopt() throws IOException {
        var settings = options;
        var own = WorkerContext.current();
        send(new WorkerMessage.Adopt(
                settings.name(),
                launch.classPath(settings.addedClassPath().stream()
                        .map(path -> path.toAbsolutePath().toString())
                        .toList()),
                WorkerCommand.properties(settings),
                settings.daemon(),
                own != null && own.isDaemon()));
    }

    private void deliver(WorkerMessage message) throws IOException {
        WarmWorkerPool.noteActivity();
        if (message instanceof WorkerMessage.Printed m) {
            var text = (m.error() ? stderr : stdout).decode(m.bytes());
            if (!text.isEmpty()) {
                print(m.task(), m.error(), text);
            }
        } else if (message instanceof WorkerMessage.Returned m) {
            tasksDone.addAndGet(calls);
            calls = 0;
            WarmWorkerPool.noteRest();
            listener.returned(m);
        } else if (message instanceof WorkerMessage.Threw m) {
            tasksDone.addAndGet(calls);
            calls = 0;
            WarmWorkerPool.noteRest();
            listener.threw(m);
        } else if (message instanceof WorkerMessage.Displayed m) {
            display(m);
        } else if (message instanceof WorkerMessage.Settle m) {
            OutputBarrier.settle(); // If this process is a worker itself, what it has just passed on isn't shown yet.
            write(WorkerMain.SHOWN + m.number() + "\n");
        } else if (message instanceof WorkerMessage.Vitals m) {
            vitals.complete(m);
        } else if (message instanceof WorkerMessage.Leaving m) {
            leaving = m.signal();
            acknowledgeExit();
        } else {
            throw new IOException(
                    "A parent can't be told a " + message.getClass().getSimpleName());
        }
    }

    /** Passes output to the listener, whose failure must not end the thread that reads the worker's messages. */
    private void print(long task, boolean error, String text) {
        try {
            listener.printed(task, error, text);
        } catch (RuntimeException | Error e) {
            FAILURES.stepFailed(e);
        }
    }

    private void display(WorkerMessage.Displayed message) {
        try {
            listener.displayed(message);
        } catch (RuntimeException | Error e) {
            print(message.task(), true, "[worker process " + pid() + " displayed what can't be shown: " + e + "]\n");
        }
    }

    /** Answers a worker that is exiting, so that its thread that watches this process doesn't delay its exit. */
    private void acknowledgeExit() {
        write("\n");
    }

    private void write(String line) {
        try {
            process.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has just ended.
        }
    }

    /**
     * Settles a process that ended before it connected. The end of its standard error shows that it has ended: {@link
     * Process#onExit} completes on the common pool, which user code may have filled.
     */
    private void endedUnconnected() {
        launch.withdraw();
        if (channel == null) {
            settle();
        }
    }

    /** Waits for the process to end and tells the listener. */
    private void settle() {
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
        }
        int status = Uninterruptibles.get(process::waitFor);
        if (owned) {
            launch.reap();
        }
        synchronized (this) {
            vitals.completeExceptionally(new IllegalStateException("Worker process " + pid() + " has ended."));
        }
        for (var pump : pumps) {
            if (pump != Thread.currentThread()) {
                Uninterruptibles.run(() -> pump.join(DRAIN_MILLIS));
            }
        }
        close(process);
        var lost = launch.lost();
        var how = lost == null
                ? WorkerExit.of(status, leaving, outputTail.text())
                : WorkerExit.lost(lost, outputTail.text());
        exit = how;
        WorkerRegistry.ended(this);
        WarmWorkerPool.noteRest();
        listener.exited(how);
    }

    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The process has ended, and what was written is lost with it.
        }
    }

    /**
     * Starts a thread that passes on output that doesn't come through the channel: the JVM's own messages, and the
     * output of native code and of subprocesses.
     */
    private Thread pump(InputStream stream, boolean error) {
        Runnable copying = () -> {
            var decoder = new TextDecoder();
            var buffer = new byte[4096];
            try (stream) {
                for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    var text = decoder.decode(ByteBuffer.wrap(buffer, 0, count));
                    outputTail.add(text);
                    print(0, error, text);
                }
            } catch (IOException e) {
                // The process ended while its last output was being read.
            }
            if (error) {
                endedUnconnected();
            }
        };
        var name = "forkbook-worker-" + (error ? "stderr" : "stdout");
        return ServiceThread.forTask(name, SMALL_STACK, copying, FailureHandler.logging("A worker's output"));
    }
}
