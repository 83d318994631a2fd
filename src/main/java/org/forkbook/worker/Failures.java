package org.forkbook.worker;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.forkbook.capsule.Capsule;
import org.forkbook.capsule.CapsuleWriter;
import org.jspecify.annotations.Nullable;

/** What a worker says of an exception: the exception itself when it can travel, and its text in any case. */
final class Failures {
    private static final String OURS = WorkerMain.class.getPackageName() + ".";

    /** The types of tasks, whose methods do nothing but call the task's own. */
    private static final String TASK_TYPES = "org.forkbook.multiprocessing.Remote";

    private Failures() {}

    static Message.Failure describe(Throwable e, CapsuleWriter writer) {
        trim(e);
        var text = new StringWriter();
        try {
            e.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException | StackOverflowError broken) {
            text.append("(its stack trace can't be printed: ")
                    .append(String.valueOf(broken))
                    .append(')');
        }
        return new Message.Failure(
                e.getClass().getName(),
                message(e),
                text.toString(),
                List.of(e.getStackTrace()),
                pack(e, writer),
                e instanceof VirtualMachineError && !(e instanceof StackOverflowError));
    }

    private static @Nullable String message(Throwable e) {
        try {
            return e.getLocalizedMessage();
        } catch (RuntimeException | StackOverflowError broken) {
            return "(its message can't be told: " + broken + ")";
        }
    }

    private static @Nullable Capsule pack(Throwable e, CapsuleWriter writer) {
        try {
            return writer.packValue(e);
        } catch (RuntimeException | StackOverflowError cannotTravel) {
            return null; // The text says what happened.
        }
    }

    /** Leaves out the frames below the task: how a worker calls its tasks tells a reader nothing. */
    static void trim(Throwable e) {
        trim(e, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean isHowATaskIsCalled(String type) {
        return type.startsWith(OURS) || type.startsWith(TASK_TYPES);
    }

    private static void trim(Throwable e, Set<Throwable> seen) {
        if (!seen.add(e)) {
            return;
        }
        var frames = e.getStackTrace();
        int end = frames.length;
        while (end > 0 && !frames[end - 1].getClassName().startsWith(OURS)) {
            end--;
        }
        while (end > 0 && isHowATaskIsCalled(frames[end - 1].getClassName())) {
            end--;
        }
        if (end > 0 && end < frames.length) {
            e.setStackTrace(Arrays.copyOf(frames, end));
        }
        if (e.getCause() != null) {
            trim(e.getCause(), seen);
        }
        for (var suppressed : e.getSuppressed()) {
            trim(suppressed, seen);
        }
    }
}
