package org.forkbook.multiprocessing.internal;

import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.worker.launch.WorkerExit;
import org.jspecify.annotations.Nullable;

/** Why a worker died, in words that help: the likely cause and the next step. */
public final class WorkerDeathMessages {

    private WorkerDeathMessages() {}

    /** @param here what ended it here: why this process couldn't take what the worker sent; null for nothing */
    public static WorkerDiedException explain(
            @Nullable String task, String name, long pid, WorkerExit exit, @Nullable Throwable here) {
        if (here != null) {
            var died = new WorkerDiedException(
                    name + ", process " + pid + ", was ended because this process couldn't take what it sent"
                            + (task == null ? "" : " while it ran " + task) + ": " + here
                            + (here instanceof OutOfMemoryError
                                    ? ". Give this program a larger heap, or let the task return less."
                                    : ""),
                    pid,
                    exit.code());
            died.initCause(here);
            return died;
        }
        var text = new StringBuilder();
        text.append(name).append(", process ").append(pid).append(", ").append(exit.describe());
        text.append(task == null ? " before it could take a task. " : " while it ran " + task + ". ");
        text.append(advice(exit));
        if (!exit.outputTail().isEmpty()) {
            text.append(" The last it wrote: ").append(exit.outputTail());
        }
        return new WorkerDiedException(text.toString(), pid, exit.code());
    }

    /** What a JVM writes of a thread that it ended, or that made it end: {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

    private static String advice(WorkerExit exit) {
        if (exit.outputTail().contains(OUT_OF_MEMORY)) {
            return "Its heap was full: use less data a task, or a larger heap with jvmOptions(\"-Xmx…\").";
        }
        return switch (exit.code()) {
            case -9 ->
                "Someone killed it, often the system because memory ran out: use fewer workers, less data a task, or"
                        + " a smaller heap with jvmOptions(\"-Xmx…\").";
            case -15, -2, -1 -> "Someone, or a time limit of the system, asked it to end.";
            case -11, -6, -4, -7 ->
                "The JVM itself crashed, mostly in native code that the task calls; an hs_err file may say where.";
            case 0 -> "Its code called System.exit(0): let a task return instead.";
            case 1 ->
                "Either its code called System.exit(1), or the JVM didn't come up: look at jvmOptions and the class"
                        + " path.";
            default -> "Its code called System.exit or Runtime.halt: let a task return, or throw, instead.";
        };
    }
}
