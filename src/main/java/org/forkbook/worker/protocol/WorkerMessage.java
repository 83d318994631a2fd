package org.forkbook.worker.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.forkbook.serialization.Capsule;
import org.jspecify.annotations.Nullable;

/** What a worker process and its parent say to each other. Both ends are always of one version. */
public sealed interface WorkerMessage {

    /** From the worker, first of all: it is the one that was given this token. */
    record Hello(ByteBuffer token) implements WorkerMessage {}

    /**
     * To the worker: what it is from now on, said before its first task. A spare is started before anyone knows this.
     *
     * @param name its name
     * @param classPath what was added to the class path since its start
     * @param properties system properties to set
     * @param daemon whether its parent ends without waiting for it
     * @param parentDaemon the same of its parent
     */
    record Adopt(
            String name, List<String> classPath, Map<String, String> properties, boolean daemon, boolean parentDaemon)
            implements WorkerMessage {}

    /** To the worker: this is your program; run it, and end as a Java program ends. */
    record Main(Capsule capsule) implements WorkerMessage {}

    /** To the worker: run a pool's initializer, whose effects on variables are to last. */
    record Initialize(long task, Capsule capsule) implements WorkerMessage {}

    /** To the worker: a function that later calls refer to. */
    record Define(int function, Capsule capsule) implements WorkerMessage {}

    /** To the worker: no more calls of this function will come. */
    record Forget(int function) implements WorkerMessage {}

    /** To the worker: call a function that was defined once with each of some arguments. */
    record Apply(long task, int function, Kind kind, Capsule arguments) implements WorkerMessage {}

    /** To the worker: run a task that comes whole. */
    record Run(long task, Kind kind, Capsule capsule) implements WorkerMessage {}

    /** To the worker: finish with exit code 0 once this is read. */
    record Stop() implements WorkerMessage {}

    /**
     * From the worker: a task has ended well.
     *
     * @param results an {@code Object[]} with one element for each call
     * @param nanos how long the calls took
     */
    record Returned(long task, Capsule results, long nanos) implements WorkerMessage {}

    /**
     * From the worker: a call has failed, and the task with it.
     *
     * @param results what the calls before it returned, as in {@link Returned}
     * @param failure why
     */
    record Threw(long task, Capsule results, Failure failure, long nanos) implements WorkerMessage {}

    /** From the worker: bytes that it printed on behalf of a task, to standard error or standard output. */
    record Printed(long task, boolean error, ByteBuffer bytes) implements WorkerMessage {}

    /** From the worker: say on its standard input that all it has printed before this is shown. */
    record Settle(long number) implements WorkerMessage {}

    /** From the worker: a rich value that it displays on behalf of a task. */
    record Displayed(long task, String json, boolean update) implements WorkerMessage {}

    /** From the worker, last of all: the JVM goes down in good order; 0, or the number of the signal that asked for it. */
    record Leaving(int signal) implements WorkerMessage {}

    /**
     * From the worker, when it is asked on its standard input: how it is.
     *
     * @param heapUsed the bytes of its heap that hold objects, or what is left of them
     * @param collectingMillis how long its garbage collectors have worked so far
     * @param children workers of its own
     */
    record Vitals(long heapUsed, long collectingMillis, List<Child> children) implements WorkerMessage {}

    /** A worker's worker. */
    record Child(long pid, String name) {}

    /** How the object in a capsule is called. */
    enum Kind {
        /** A {@link Runnable}. */
        RUN(1),
        /** A {@link java.util.concurrent.Callable}. */
        CALL(2),
        /** A {@link java.util.function.Function}, called with each argument. */
        APPLY(3),
        /** A {@link java.util.function.BiFunction}, called with the key and the value of each argument, a map's entry. */
        APPLY_PAIR(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * What a call threw.
     *
     * @param type the exception's class
     * @param message its message
     * @param trace its stack trace with all its causes, as text
     * @param frames its own frames
     * @param exception the exception itself; null when it can't travel
     * @param unfit whether the worker is not to be trusted with another task
     */
    record Failure(
            String type,
            @Nullable String message,
            String trace,
            List<StackTraceElement> frames,
            @Nullable Capsule exception,
            boolean unfit) {}
}
