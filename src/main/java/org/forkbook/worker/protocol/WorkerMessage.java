package org.forkbook.worker.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.forkbook.serialization.Capsule;
import org.jspecify.annotations.Nullable;

/** A message between a worker process and its parent. Both processes always have the same version of this code. */
public sealed interface WorkerMessage {

    /** From the worker, as its first message: it is the one that was given this token. */
    record Hello(ByteBuffer token) implements WorkerMessage {}

    /**
     * To the worker: its identity, sent before its first task. A spare is started before this is known.
     *
     * @param name its name
     * @param classPath the additions to the class path since its start
     * @param properties system properties to set
     * @param daemon whether its parent exits without waiting for it
     * @param parentDaemon whether its parent is itself a daemon
     */
    record Adopt(
            String name, List<String> classPath, Map<String, String> properties, boolean daemon, boolean parentDaemon)
            implements WorkerMessage {}

    /** To the worker: its program, which it runs and after which it exits as a Java program does. */
    record Main(Capsule capsule) implements WorkerMessage {}

    /** To the worker: run a pool's initializer, whose effects on variables are to last. */
    record Initialize(long task, Capsule capsule) implements WorkerMessage {}

    /** To the worker: a function that later calls refer to. */
    record Define(int function, Capsule capsule) implements WorkerMessage {}

    /** To the worker: no more calls of this function will come. */
    record Forget(int function) implements WorkerMessage {}

    /** To the worker: call a function that was defined once with each of some arguments. */
    record Apply(long task, int function, Kind kind, Capsule arguments) implements WorkerMessage {}

    /** To the worker: run a task that is complete in itself. */
    record Run(long task, Kind kind, Capsule capsule) implements WorkerMessage {}

    /** To the worker: exit with code 0 once this is read. */
    record Stop() implements WorkerMessage {}

    /**
     * From the worker: a task has completed.
     *
     * @param results an {@code Object[]} with one element for each call
     * @param nanos how long the calls took
     */
    record Returned(long task, Capsule results, long nanos) implements WorkerMessage {}

    /**
     * From the worker: a call has failed, and the task with it.
     *
     * @param results what the calls before it returned, as in {@link Returned}
     * @param failure what it threw
     */
    record Threw(long task, Capsule results, Failure failure, long nanos) implements WorkerMessage {}

    /** From the worker: bytes that it printed on behalf of a task, to standard error or standard output. */
    record Printed(long task, boolean error, ByteBuffer bytes) implements WorkerMessage {}

    /**
     * From the worker: confirm on its standard input, with this number, that all it has printed before this is shown.
     */
    record Settle(long number) implements WorkerMessage {}

    /** From the worker: a rich value that it displays on behalf of a task. */
    record Displayed(long task, String json, boolean update) implements WorkerMessage {}

    /**
     * From the worker, as its last message: the JVM is exiting in good order; 0, or the number of the signal that
     * caused it.
     */
    record Leaving(int signal) implements WorkerMessage {}

    /**
     * From the worker, when requested on its standard input: its statistics.
     *
     * @param heapUsed the used bytes of its heap, uncollected garbage included
     * @param collectingMillis the total time of its garbage collections
     * @param cpuNanos the processor time that it has used
     * @param resident the bytes of physical memory that its process has; 0 if unknown
     * @param children workers of its own
     */
    record Vitals(long heapUsed, long collectingMillis, long cpuNanos, long resident, List<Child> children)
            implements WorkerMessage {}

    /** A worker of a worker. */
    record Child(long pid, String name) {}

    /** How the deserialized object is to be called. */
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
     * The failure of a call.
     *
     * @param type the exception's class
     * @param message its message
     * @param trace its stack trace with all its causes, as text
     * @param frames its own frames
     * @param exception the exception itself; null if it can't be serialized
     * @param unfit whether the worker must not be given another task
     */
    record Failure(
            String type,
            @Nullable String message,
            String trace,
            List<StackTraceElement> frames,
            @Nullable Capsule exception,
            boolean unfit) {}
}
