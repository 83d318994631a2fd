package org.forkbook.multiprocessing.internal;

import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.worker.launch.WorkerExit;
import org.jspecify.annotations.Nullable;

/** A formatter of error messages for workers that died: the likely cause and the next step. */
public final class WorkerDeathMessages {

    private WorkerDeathMessages() {}

    /**
     * The exception for a task whose worker has ended.
     *
     * @param here the failure by which this process couldn't handle what the worker sent; null if there was none
     */
    public static WorkerDiedException explain(
            @Nullable String task, String name, ProcessPlace place, WorkerExit exit, @Nullable Throwable here) {
        if (here != null) {
            var died = new WorkerDiedException(
                    name + ", " + place + ", was ended because this process couldn't receive what it sent"
                            + (task == null ? "" : " while it ran " + task) + ": " + here
                            + (here instanceof OutOfMemoryError
                                    ? ". Give this program a larger heap, or return less from the task."
                                    : ""),
                    place.pid(),
                    place.host(),
                    exit.code());
            died.initCause(here);
            return died;
        }
        var text = new StringBuilder();
        text.append(name).append(", ").append(place).append(", ").append(exit.describe());
        text.append(task == null ? " before it could take a task. " : " while it ran " + task + ". ");
        text.append(advice(exit));
        if (!exit.outputTail().isEmpty()) {
            text.append(" Its last output: ").append(exit.outputTail());
        }
        return new WorkerDiedException(text.toString(), place.pid(), place.host(), exit.code());
    }

    /** What a JVM prints about a thread that ended for it, or when it exits by {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

    private static String advice(WorkerExit exit) {
        if (exit.lost() != null) {
            return "Its node has failed, or the network to it; with onWorkerDeath(OnWorkerDeath.RETRY) the task runs"
                    + " again elsewhere.";
        }
        if (exit.outputTail().contains(OUT_OF_MEMORY)) {
            return "Its heap was full: use less data per task, or a larger heap with jvmOptions(\"-Xmx…\").";
        }
        var cause = exit.status().likelyCause();
        return switch (exit.code()) {
            case -9 ->
                "It " + cause
                        + ": use fewer workers, less data per task, or a smaller heap with jvmOptions(\"-Xmx…\").";
            case 0 -> "Its code called System.exit(0): return from the task instead.";
            case 1 ->
                "Either its code called System.exit(1), or the JVM didn't start: check jvmOptions and the class"
                        + " path.";
            default ->
                !cause.isEmpty()
                        ? "It " + cause + "."
                        : "Its code called System.exit or Runtime.halt: return from the task, or throw, instead.";
        };
    }
}
