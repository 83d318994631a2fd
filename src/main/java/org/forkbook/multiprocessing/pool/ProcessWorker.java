package org.forkbook.multiprocessing.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.cluster.Slot;
import org.forkbook.cluster.SlotAllocator;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.internal.CallbackExecutor;
import org.forkbook.multiprocessing.internal.Capsules;
import org.forkbook.multiprocessing.internal.LaunchFailureMessages;
import org.forkbook.multiprocessing.internal.RemoteFailure;
import org.forkbook.multiprocessing.internal.WorkerDeathMessages;
import org.forkbook.multiprocessing.monitor.ProcessStats;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.Destination;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.worker.launch.Worker;
import org.forkbook.worker.launch.WorkerExit;
import org.forkbook.worker.launch.WorkerListener;
import org.forkbook.worker.launch.WorkerOptions;
import org.forkbook.worker.protocol.WorkerMessage;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PoolWorker} that is a process.
 *
 * <p>It tracks what the process has received: a class or a map's function is sent once. Only the thread that hands
 * over a chunk uses this record, and the scheduler allows one at a time.
 */
final class ProcessWorker extends PoolWorker implements WorkerListener {
    private static final long INITIALIZER = 0;
    /**
     * The number of latest tasks whose output can still be attributed: threads that a task has left behind may go on
     * printing.
     */
    private static final int OUTPUTS = 64;
    /**
     * The number of classes, beyond those of its first task, after which a worker is replaced. A process keeps all
     * versions of a class that a notebook's cells have declared, some 10 kB each.
     */
    private static final int MOST_CLASSES = 1_000;

    /** How long a worker that is told to exit has for its shutdown hooks, and one that is starting for its start. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final PoolScheduler scheduler;
    private final WorkerOptions options;
    private final @Nullable Capsule initializer;
    private final Frontend.Output poolOutput;
    private final Frontend.Scope poolScope;
    private final @Nullable SlotAllocator slots;
    private final @Nullable Destination destination;
    private volatile @Nullable Slot slot;

    private final Map<String, Long> classes = new HashMap<>();
    private int classPathLength;
    private volatile int classesOfFirst = -1; // written by the thread that hands over a chunk
    private final AtomicInteger classesSent = new AtomicInteger();
    private final Set<Integer> functions = new HashSet<>();
    private final List<Integer> forgotten = new ArrayList<>(); // guarded by itself

    private final Map<Long, Frontend.Output> outputs = new LinkedHashMap<>() { // guarded by itself
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Frontend.Output> eldest) {
                    return size() > OUTPUTS;
                }
            };

    private volatile @Nullable Worker worker; // set once, by start()
    private volatile boolean killed;

    /**
     * A worker that isn't started yet.
     *
     * @param slots where the process gets its slot of a cluster; null for this machine
     * @param destination the machine that it runs on; null for this one
     */
    ProcessWorker(
            PoolScheduler scheduler,
            WorkerOptions options,
            @Nullable Capsule initializer,
            Frontend.Output poolOutput,
            Frontend.Scope poolScope,
            @Nullable SlotAllocator slots,
            @Nullable Destination destination) {
        super(options.name());
        this.scheduler = scheduler;
        this.options = options;
        this.initializer = initializer;
        this.poolOutput = poolOutput;
        this.poolScope = poolScope;
        this.slots = slots;
        this.destination = destination;
    }

    @Override
    void start() {
        try {
            if (killed) {
                throw new IOException("the pool needs it no more");
            }
            var addedClassPath = Frontend.current().addedClassPath();
            classPathLength = addedClassPath.size();
            var opened = open(options.withAddedClassPath(addedClassPath));
            worker = opened;
            if (killed) { // A kill() in the meantime has found no process.
                opened.kill();
            }
            opened.begin();
        } catch (IOException e) {
            notStarted(e);
        } catch (OutOfMemoryError e) {
            // No thread or no memory is left: the process, if there is one, can't be used.
            var process = worker;
            if (process != null) {
                process.kill();
            }
            notStarted(new IOException("the system gives this process no more threads or memory", e));
        }
    }

    private Worker open(WorkerOptions launch) throws IOException {
        if (slots == null) {
            return Worker.open(launch, this);
        }
        var acquired = slots.acquire(() -> killed);
        slot = acquired;
        return Worker.openOn(acquired, launch, this);
    }

    private void giveSlotBack() {
        var mine = slot;
        if (slots != null && mine != null) {
            slot = null;
            slots.release(mine);
        }
    }

    private void notStarted(IOException failure) {
        giveSlotBack();
        scheduler.ended(this, "it could not be started", chunk -> {
            var died = new WorkerDiedException(
                    slots != null
                            ? "No worker can be started " + failure.getMessage()
                            : "No process can be started: " + LaunchFailureMessages.explain(failure, options),
                    0,
                    -1);
            died.initCause(failure);
            return died;
        });
    }

    @Override
    public void connected() {
        if (initializer == null) {
            scheduler.ready(this);
        } else {
            try {
                trySend(new WorkerMessage.Initialize(INITIALIZER, filter(initializer)));
            } catch (IOException e) { // Its libraries can't be sent to the worker's machine.
                scheduler.initializerFailed(this, e);
            }
        }
    }

    @Override
    void perform(Chunk chunk) {
        var submission = chunk.submission;
        synchronized (outputs) {
            outputs.put(chunk.id, submission.output);
        }
        var capsule = Objects.requireNonNull(submission.capsule);
        var arguments = submission.function == 0 ? capsule : Capsules.writer().packSimple(chunk.arguments);
        if (arguments != null) {
            trySend(chunk, capsule, arguments);
        } else {
            CallbackExecutor.callUserCode(submission.scope, () -> packAndSend(chunk, capsule));
        }
    }

    private void packAndSend(Chunk chunk, Capsule capsule) {
        Capsule arguments;
        try {
            arguments = Capsules.writer().to(destination).packArguments(chunk.arguments, !chunk.submission.awaited);
            chunk.kept = arguments.kept();
        } catch (Throwable e) { // Thrown by a user's writeObject, for example.
            scheduler.refused(this, chunk, e);
            return;
        }
        trySend(chunk, capsule, arguments);
    }

    private void trySend(Chunk chunk, Capsule capsule, Capsule arguments) {
        try {
            send(chunk, capsule, arguments);
        } catch (IOException
                | RuntimeException
                | Error e) { // Such as a lack of memory: what it has received is unknown.
            scheduler.lost(this, chunk, e);
        }
    }

    private void send(Chunk chunk, Capsule capsule, Capsule arguments) throws IOException {
        var submission = chunk.submission;
        sendForgotten();
        if (classesOfFirst < 0 && classesSent.get() > 0) {
            classesOfFirst = classesSent.get(); // Of the previous task.
        }
        if (submission.function == 0) {
            tryGive(new WorkerMessage.Run(chunk.id, submission.kind, filter(capsule)), chunk);
            return;
        }
        if (functions.add(submission.function)) {
            var process = worker;
            if (process != null) {
                process.define(submission.function, filter(capsule));
            }
        }
        tryGive(new WorkerMessage.Apply(chunk.id, submission.function, submission.kind, filter(arguments)), chunk);
    }

    @Override
    void forget(int function) {
        synchronized (forgotten) {
            forgotten.add(function);
        }
    }

    private void sendForgotten() {
        List<Integer> gone;
        synchronized (forgotten) {
            if (forgotten.isEmpty()) {
                return;
            }
            gone = List.copyOf(forgotten);
            forgotten.clear();
        }
        var process = worker;
        for (int function : gone) {
            if (functions.remove(function) && process != null) {
                try {
                    process.forget(function);
                } catch (IOException e) {
                    return; // The worker has ended, and exited() handles that.
                }
            }
        }
    }

    /** The capsule without the class path, and without the classes that the worker has in the same version. */
    private Capsule filter(Capsule whole) throws IOException {
        var process = worker;
        var capsule = whole.classPath().size() <= classPathLength || process == null
                ? whole.withoutClassPath()
                : whole.withClassPath(process.classPath(whole.classPath()));
        classPathLength = Math.max(classPathLength, whole.classPath().size());
        if (capsule.classes().isEmpty()) {
            return capsule;
        }
        var missing = new ArrayList<ClassFile>();
        for (var file : capsule.classes()) {
            var known = classes.put(file.name(), file.hash());
            if (known == null || known != file.hash()) {
                missing.add(file);
            }
        }
        classesSent.addAndGet(missing.size());
        return capsule.withClasses(missing);
    }

    @Override
    boolean isWorn() {
        int first = classesOfFirst;
        return first >= 0 && classesSent.get() - first > MOST_CLASSES;
    }

    @Override
    boolean isRemote() {
        return slots != null;
    }

    private void tryGive(WorkerMessage task, Chunk chunk) {
        var process = worker;
        try {
            if (process != null) {
                process.give(task, chunk.count);
            }
        } catch (IOException e) {
            // The worker has ended, and exited() handles that.
        }
    }

    private void trySend(WorkerMessage message) {
        var process = worker;
        try {
            if (process != null) {
                process.send(message);
            }
        } catch (IOException e) {
            // The worker has ended, and exited() handles that.
        }
    }

    @Override
    public void returned(WorkerMessage.Returned message) {
        if (message.task() == INITIALIZER) {
            scheduler.ready(this);
        } else {
            var capsule = message.results();
            scheduler.returned(this, message.task(), () -> results(capsule), !capsule.isSimple(), message.nanos());
        }
    }

    @Override
    public void threw(WorkerMessage.Threw message) {
        if (message.task() == INITIALIZER) {
            CallbackExecutor.callUserCode(
                    poolScope,
                    () -> scheduler.initializerFailed(
                            this, RemoteFailure.of(message.failure(), place(), name(), "the pool's initializer")));
        } else {
            scheduler.failed(
                    this,
                    message.task(),
                    () -> results(message.results()),
                    chunk -> RemoteFailure.of(message.failure(), place(), name(), chunk.label),
                    message.failure().unfit(),
                    message.nanos());
        }
    }

    private static Object[] results(Capsule capsule) throws IOException, ClassNotFoundException {
        return Objects.requireNonNull((Object[]) Capsules.openAnswer(capsule));
    }

    @Override
    public void printed(long task, boolean error, String text) {
        output(task).print(error ? Frontend.Channel.STDERR : Frontend.Channel.STDOUT, text);
    }

    @Override
    public void displayed(WorkerMessage.Displayed message) {
        output(message.task()).display(message.json(), message.update());
    }

    private Frontend.Output output(long task) {
        synchronized (outputs) {
            return outputs.getOrDefault(task, poolOutput);
        }
    }

    @Override
    public void exited(WorkerExit exit) {
        giveSlotBack();
        var process = worker;
        var cause = process == null ? null : process.failure();
        scheduler.ended(
                this,
                exit.describe(),
                chunk -> WorkerDeathMessages.explain(chunk == null ? null : chunk.label, name(), place(), exit, cause));
    }

    @Override
    void finish() {
        trySend(new WorkerMessage.Stop()); // A few bytes to an idle worker: its socket has room for them.
        var unused = DeadlineScheduler.after(GRACE, this::kill);
    }

    @Override
    void kill() {
        killed = true;
        if (slots != null) {
            slots.wake();
        }
        var process = worker;
        try {
            if (process != null) {
                DeadlineScheduler.soon(process::kill); // It searches for the worker's descendants, which takes a while.
            } else {
                var unused = DeadlineScheduler.after(GRACE, this::giveUp);
            }
        } catch (OutOfMemoryError e) { // There is no thread for it. A pool with a worker that isn't killed never ends.
            if (process != null) {
                process.kill();
            } else {
                giveUp();
            }
        }
    }

    /** Stops waiting for a start that hangs; {@link #start} kills the process if there is one after all. */
    private void giveUp() {
        if (worker == null) {
            scheduler.ended(this, "its start hung", chunk -> new IllegalStateException(name() + " had no task"));
        }
    }

    @Override
    public long pid() {
        var process = worker;
        return process == null ? 0 : process.pid();
    }

    @Override
    public String host() {
        var process = worker;
        var mine = slot;
        return process != null ? process.host() : mine != null ? mine.host() : "";
    }

    @Override
    public CompletableFuture<ProcessStats> stats() {
        var process = worker;
        return process == null
                ? CompletableFuture.failedFuture(new IllegalStateException(name() + " has no process yet."))
                : ProcessStats.of(process);
    }

    @Override
    public StartMethod startMethod() {
        return options.fresh() ? StartMethod.SPAWN : StartMethod.PREFORK;
    }

    @Override
    OptionalInt exitCode() {
        var process = worker;
        var exit = process == null ? null : process.exit();
        return exit == null ? OptionalInt.empty() : OptionalInt.of(exit.code());
    }
}
