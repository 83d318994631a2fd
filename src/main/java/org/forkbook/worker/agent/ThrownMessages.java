package org.forkbook.worker.agent;

import java.util.List;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleWriter;
import org.forkbook.usercode.ExceptionDescription;
import org.forkbook.usercode.UserCode;
import org.forkbook.worker.protocol.WorkerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The encoder of a task's exception for the parent; runs in the worker. It sends the exception itself if that can be
 * serialized, and its text in any case. It runs within the task, so that a time limit covers the exception's own
 * methods.
 */
final class ThrownMessages {
    private static final String OURS = WorkerMain.class.getPackageName() + ".";

    /** The prefix of the task types, whose methods only call the task's own. */
    private static final String TASK_TYPES = "org.forkbook.multiprocessing.Remote";

    private ThrownMessages() {}

    static WorkerMessage.Failure describe(Throwable e, CapsuleWriter writer) {
        var description = trim(e);
        return new WorkerMessage.Failure(
                description.type(),
                description.message().isEmpty() ? null : description.message(),
                description.stackTrace(),
                description.frames(),
                pack(e, writer),
                e instanceof VirtualMachineError && !(e instanceof StackOverflowError));
    }

    private static @Nullable Capsule pack(Throwable e, CapsuleWriter writer) {
        try {
            return writer.packValue(e);
        } catch (Throwable cannotTravel) { // The exception's own methods may run: they can throw anything.
            return null; // The text tells what happened.
        }
    }

    /**
     * Removes the stack frames below the task, from the exception too: how a worker calls its tasks tells a reader
     * nothing.
     */
    static ExceptionDescription trim(Throwable e) {
        var description = ExceptionDescription.of(e);
        description.all().forEach(each -> {
            var trimmed = trimmed(each.frames());
            if (trimmed.size() < each.frames().size()) {
                UserCode.setFrames(each.thrown(), trimmed);
            }
        });
        return description.withFrames(ThrownMessages::trimmed);
    }

    private static boolean isHowATaskIsCalled(String type) {
        return type.startsWith(OURS) || type.startsWith(TASK_TYPES);
    }

    private static List<StackTraceElement> trimmed(List<StackTraceElement> frames) {
        int end = frames.size();
        while (end > 0 && !frames.get(end - 1).getClassName().startsWith(OURS)) {
            end--;
        }
        while (end > 0 && isHowATaskIsCalled(frames.get(end - 1).getClassName())) {
            end--;
        }
        return end > 0 ? frames.subList(0, end) : frames;
    }
}
