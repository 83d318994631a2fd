package org.forkbook.worker.agent;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleReader;
import org.forkbook.serialization.CapsuleReader.Opened;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.transport.FrameChannel;
import org.forkbook.worker.protocol.StoredArray;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The main loop of a worker; runs in the worker. It reads messages and runs tasks, one after the other, on the main
 * thread.
 *
 * <p>One thread reads and runs, so that a task starts without a switch between threads. Nothing is read while a task
 * runs, and nothing needs to be: a parent that wants a task to end kills the process.
 */
final class TaskLoop {
    private static final Object[] NOTHING = {};
    private static final long TIDYING_NANOS = WorkerMain.TIDYING_NANOS;

    private final FrameChannel channel;
    private final WorkerOutput output;
    private final WorkerContext context;
    private final CapsuleReader reader;
    private final CapsuleWriter writer;
    private final Map<Integer, Definition> functions = new HashMap<>();
    private @Nullable ClassLoader loader;

    TaskLoop(FrameChannel channel, WorkerOutput output, WorkerContext context) {
        this.channel = channel;
        this.output = output;
        this.context = context;
        this.reader = context.reader();
        this.writer = context.answerWriter();
    }

    /** Runs until the parent has ended or sends a stop; throws what the program of a {@code WorkerProcess} throws. */
    void run() throws Throwable {
        useClassesOfTasks();
        while (takeNext()) {
            // A separate method, so that no variable holds this message while the next one arrives: that one may be
            // as large.
        }
    }

    private boolean takeNext() throws Throwable {
        var frame = channel.receive();
        if (frame == null) {
            leaveExitToParentWatch();
            return false;
        }
        var message = WorkerMessageCodec.read(frame);
        if (message instanceof WorkerMessage.Apply m) {
            perform(m.task(), m.kind(), functions.get(m.function()), m.arguments());
        } else if (message instanceof WorkerMessage.Run m) {
            perform(m.task(), m.kind(), new Definition(m.capsule()), null);
        } else if (message instanceof WorkerMessage.Initialize m) {
            initialize(m);
        } else if (message instanceof WorkerMessage.Define m) {
            functions.put(m.function(), new Definition(m.capsule()));
        } else if (message instanceof WorkerMessage.Forget m) {
            functions.remove(m.function());
        } else if (message instanceof WorkerMessage.Adopt m) {
            context.adopt(m.name(), m.daemon(), m.parentDaemon());
            context.added().addAll(m.classPath());
            m.properties().forEach(System::setProperty);
        } else if (message instanceof WorkerMessage.Main m) {
            runProgram(m.capsule());
            return false;
        } else if (message instanceof WorkerMessage.Stop) {
            System.exit(0);
        } else {
            throw new IOException(
                    "A worker can't be told a " + message.getClass().getSimpleName());
        }
        return true;
    }

    /**
     * Leaves the exit to the thread that watches the parent: it notices the parent's end too, and cleans up before it
     * ends this process.
     */
    private static void leaveExitToParentWatch() {
        LockSupport.parkNanos(TIDYING_NANOS);
        Runtime.getRuntime().halt(0);
    }

    /**
     * Libraries find services, drivers and resources through this thread's class loader, and threads that tasks start
     * inherit it.
     */
    private void useClassesOfTasks() {
        var current = reader.loader();
        if (loader != current) { // Otherwise a task's own choice stays.
            loader = current;
            Thread.currentThread().setContextClassLoader(current);
        }
    }

    private void runProgram(Capsule capsule) throws Throwable {
        try {
            var opened = reader.open(capsule);
            useClassesOfTasks();
            opened.enter();
            Objects.requireNonNull((Runnable) opened.value()).run();
        } catch (Throwable e) {
            ThrownMessages.trim(e);
            if (Thread.getDefaultUncaughtExceptionHandler() == null && tell(e)) {
                Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
            }
            throw e; // The JVM ends as it does for every program, once other threads have ended, with exit code 1.
        }
    }

    /** Has the parent print what ended the program: it knows the cells' line numbers. */
    private boolean tell(Throwable e) {
        try {
            answer(new WorkerMessage.Threw(0, writer.packValue(NOTHING), ThrownMessages.describe(e, writer), 0));
            return true;
        } catch (IOException | RuntimeException | Error untold) {
            return false; // The JVM prints it.
        }
    }

    private void initialize(WorkerMessage.Initialize message) throws IOException {
        output.enter(message.task());
        long start = System.nanoTime();
        WorkerMessage answer;
        try {
            var opened = reader.open(message.capsule());
            useClassesOfTasks();
            opened.initialize(() -> {
                Objects.requireNonNull((Runnable) opened.value()).run();
                return NOTHING;
            });
            answer = new WorkerMessage.Returned(message.task(), writer.packValue(NOTHING), System.nanoTime() - start);
        } catch (Throwable e) {
            answer = failed(message.task(), NOTHING, 0, e, System.nanoTime() - start);
        }
        answer(answer);
    }

    private void answer(WorkerMessage answer) throws IOException {
        Thread.interrupted(); // If a task interrupted itself, that must not affect the next task.
        output.flush();
        var frame = WorkerMessageCodec.write(answer);
        try {
            channel.send(frame);
        } catch (IOException e) {
            leaveExitToParentWatch(); // Nobody is left to answer.
        }
    }

    private void perform(long task, WorkerMessage.Kind kind, @Nullable Definition function, @Nullable Capsule arguments)
            throws IOException {
        output.enter(task);
        var results = NOTHING;
        int done = 0;
        // The time of the calls alone: what precedes them, with its class loading, is not the task's work.
        long start = 0;
        WorkerMessage answer;
        try {
            if (function == null) {
                throw new IllegalStateException("The worker was sent a call of a function that it doesn't have.");
            }
            var target = function.enter();
            if (kind == WorkerMessage.Kind.CALL) {
                start = System.nanoTime();
                results = new Object[] {((Callable<?>) target).call()};
            } else if (kind == WorkerMessage.Kind.RUN) {
                start = System.nanoTime();
                ((Runnable) target).run();
                results = new Object[1];
            } else if (arguments != null) {
                var inputs =
                        Objects.requireNonNull((Object[]) reader.open(arguments).adopt());
                results = new Object[inputs.length];
                start = System.nanoTime();
                for (; done < inputs.length; done++) {
                    results[done] = call(kind, target, inputs[done]);
                }
            }
            long nanos = System.nanoTime() - start;
            answer = new WorkerMessage.Returned(task, writer.packResult(results), nanos);
        } catch (Throwable e) {
            answer = failed(task, results, done, e, start == 0 ? 0 : System.nanoTime() - start);
        }
        answer(answer);
    }

    @SuppressWarnings("unchecked") // The parent serialized a function of this kind.
    private static Object call(WorkerMessage.Kind kind, Object target, Object input) {
        if (kind == WorkerMessage.Kind.APPLY_PAIR) {
            var pair = (Map.Entry<?, ?>) input;
            return ((BiFunction<Object, Object, Object>) target).apply(pair.getKey(), pair.getValue());
        }
        return ((Function<Object, Object>) target).apply(input);
    }

    private WorkerMessage failed(long task, Object[] results, int done, Throwable e, long nanos) {
        var before = new Object[done];
        System.arraycopy(results, 0, before, 0, done);
        try {
            return new WorkerMessage.Threw(task, writer.packValue(before), ThrownMessages.describe(e, writer), nanos);
        } catch (RuntimeException | Error unpackable) { // The results are lost, but not the reason why the task failed.
            return new WorkerMessage.Threw(task, writer.packValue(NOTHING), ThrownMessages.describe(e, writer), nanos);
        }
    }

    /** A function that is deserialized at its first call, so that a failure to do so is that call's failure. */
    private final class Definition {
        private @Nullable Capsule capsule;
        private @Nullable Opened opened;

        Definition(Capsule capsule) {
            this.capsule = capsule;
        }

        Opened open() throws IOException, ClassNotFoundException {
            if (opened == null) {
                opened = reader.open(StoredArray.resolve(Objects.requireNonNull(capsule)));
                capsule = null; // No longer needed.
            }
            return opened;
        }

        Object enter() throws IOException, ClassNotFoundException {
            var mine = open();
            useClassesOfTasks();
            mine.enter();
            return Objects.requireNonNull(mine.value());
        }
    }
}
