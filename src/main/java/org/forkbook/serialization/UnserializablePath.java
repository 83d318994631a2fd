package org.forkbook.serialization;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.forkbook.serialization.analysis.NotebookCode;
import org.forkbook.serialization.analysis.ObjectParts;
import org.forkbook.serialization.analysis.ObjectParts.Part;
import org.jspecify.annotations.Nullable;

/**
 * The path to an object that can't be serialized, for an error message: where it is, what it is, and what to do
 * instead.
 */
final class UnserializablePath {

    private static final int LIMIT = 200_000;

    /** Advice for types that are bound to one process, a type and a sentence a line; the first that matches counts. */
    private static final List<String[]> ADVICE =
            """
            org.forkbook.multiprocessing.shared.SharedMemory: \
            Return the value and combine the results here, or keep it in a Manager.
            org.forkbook.multiprocessing.shared.SharedArray: \
            Return the values and combine the results here, or keep them in a Manager.
            org.forkbook.multiprocessing.shared.SharedNumber: \
            Return the value and combine the results here, or keep it in a Manager.
            org.forkbook.multiprocessing.locks.ProcessLock: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.locks.ProcessCondition: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.locks.ProcessSemaphore: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.locks.ProcessEvent: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.locks.ProcessBarrier: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.queue.ProcessQueue: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.connection.Pipe: Create it in the program, and pass it to the task.
            org.forkbook.multiprocessing.manager.ManagerClient: \
            Create the manager in the program, and pass its objects to the task.
            org.forkbook.multiprocessing.pool.Pool: \
            A pool belongs to the process that created it: use it there, or create another one inside the task.
            org.forkbook.multiprocessing.WorkerProcess: \
            A process can only be used where it was started: send its pid(), or start another one inside the task.
            java.util.stream.BaseStream: \
            A stream can only be used where it was created: collect it first, for example with toList().
            java.io.Closeable: \
            Open it inside the task instead, and send what is needed to open it, such as a path.
            java.lang.AutoCloseable: Open it inside the task instead, and send what is needed to open it.
            java.util.concurrent.Executor: An executor's threads stay in their process: create it inside the task.
            java.lang.Thread: A thread stays in its process: start it inside the task.
            java.nio.Buffer: \
            Its memory belongs to this process: send a ByteBuffer.allocate(..) or an array, or share a SharedMemory, \
            whose buffer() all processes see.
            java.util.concurrent.Future: Wait for it here, with get() or join(), and send its value.
            java.util.Iterator: Send the collection that it iterates over, or a copy of the remaining elements.
            java.util.concurrent.locks.Lock: It works within one process; ProcessLock works between processes.
            java.util.concurrent.locks.Condition: \
            It works within one process; ProcessLock.newCondition() works between processes.
            java.util.concurrent.CountDownLatch: \
            It works within one process; ProcessEvent, ProcessBarrier and ProcessSemaphore work between processes.
            java.util.concurrent.CyclicBarrier: It works within one process; ProcessBarrier works between processes.
            java.util.concurrent.Phaser: It works within one process; ProcessBarrier works between processes.
            java.lang.ThreadLocal: It belongs to threads of this process: send its value.
            java.lang.Process: A process can only be used where it was started: send its pid().
            java.lang.ProcessHandle: A handle can only be used where it was created: send its pid().
            java.lang.ClassLoader: \
            Class loaders stay in their process; the classes that a task needs are sent along anyway.
            """.lines().map(line -> line.split(": ", 2)).toList();

    /** A result or an element of a queue, which comes without code of the user's that could name it. */
    static final String VALUE = "value";

    /** A task, or an argument of one. */
    static final String TASK = "task";

    /** The prefix of a part that the user has not named; no name has a blank in it. */
    private static final String UNNAMED = "the ";

    private UnserializablePath() {}

    /**
     * Describes the first object, in breadth-first order, that can't be serialized.
     *
     * @param kind {@link #TASK} or {@link #VALUE}: what is being serialized
     * @param names the objects to search, each with the name by which the user knows it; an empty name is left out of
     *     the path
     */
    static String describe(
            String kind, Map<String, Object> names, String className, @Nullable String reason, NotebookCode code) {
        var from = names.entrySet().stream()
                .map(entry -> new Part(entry.getKey(), entry.getValue()))
                .toList();
        var found = ObjectParts.find(
                from, (whole, part) -> join(kind, whole, part), object -> isOf(object, className), LIMIT, code);
        if (found != null) {
            return message(kind, found.step(), found.value().getClass(), reason);
        }
        return "An object of " + className + " can't be sent to a worker process"
                + (reason == null ? "" : ": " + reason)
                + ". The task refers to it, directly or indirectly; send only the data that the task needs.";
    }

    private static boolean isOf(Object object, String className) {
        var name = object.getClass().getName();
        return name.equals(className)
                || (object.getClass().isHidden()
                        && !(object instanceof Serializable)
                        && className.startsWith(
                                name.substring(0, name.indexOf('/') < 0 ? name.length() : name.indexOf('/'))));
    }

    private static String join(String kind, Part whole, Part part) {
        var type = whole.value().getClass();
        if (!whole.step().isEmpty()) {
            return whole.step() + (type.isHidden() ? "." : "") + part.step();
        } else if (type.isHidden()) {
            return part.step(); // The task's own lambda: the user knows the names of what it captured.
        } else if (type.getName().startsWith("org.forkbook.")) {
            return ""; // A class of this library that wraps the task; the user has not written it.
        }
        if (part.step().startsWith("[")) {
            // Arguments and results are sent in arrays of several; an index there means nothing to the user.
            return UNNAMED + (kind.equals(TASK) ? "argument" : "result");
        }
        return UNNAMED + kind + part.step();
    }

    private static String message(String kind, String path, Class<?> type, @Nullable String reason) {
        var root = root(path);
        var what = type.isHidden()
                ? "a lambda of a class that was compiled outside the notebook"
                : article(publicType(type).getTypeName());
        var cause = reason == null ? ", which exists only in this process. " : ": " + reason + ". ";
        if (path.isEmpty()) {
            return "The " + kind + " can't be sent to another process: it is " + what + cause + advice(type);
        }
        var whole = root.equals(path);
        return (root.startsWith(UNNAMED) ? "The " + root.substring(UNNAMED.length()) : "Variable `" + root + "`")
                + (kind.equals(TASK) ? " can't be sent to a worker process: " : " can't be sent to another process: ")
                + (whole ? "it" : "`" + (path.startsWith(UNNAMED) ? path.substring(UNNAMED.length()) : path) + "`")
                + " is " + what + cause + advice(type);
    }

    /** The type by which the JDK's users know an object: {@code Stream}, not the class that implements it. */
    private static Class<?> publicType(Class<?> type) {
        if (Modifier.isPublic(type.getModifiers()) || !type.getName().startsWith("java.")) {
            return type;
        }
        for (var ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
            if (ancestor != Object.class && Modifier.isPublic(ancestor.getModifiers())) {
                return ancestor;
            }
            for (var implemented : ancestor.getInterfaces()) {
                if (Modifier.isPublic(implemented.getModifiers())) {
                    return implemented;
                }
            }
        }
        return type;
    }

    private static String root(String path) {
        for (var index = 0; index < path.length(); index++) {
            if (path.charAt(index) == '.' || path.charAt(index) == '[') {
                return index == 0 ? path : path.substring(0, index);
            }
        }
        return path;
    }

    private static String article(String noun) {
        var simple = noun.substring(noun.lastIndexOf('.') + 1);
        return ("AEIOUaeiou".indexOf(simple.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    private static String advice(Class<?> type) {
        if (type.isHidden()) {
            return "Declare it with one of the types RemoteFunction, RemoteCallable or RemoteRunnable, or pass the lambda"
                    + " directly.";
        }
        for (var entry : ADVICE) {
            if (isNamed(type, entry[0])) {
                return entry[1];
            }
        }
        return "Create it inside the task, send only the data that the task needs, or, if the class is yours, let it"
                + " implement java.io.Serializable (or mark the field transient).";
    }

    private static boolean isNamed(Class<?> type, String name) {
        return type.getName().equals(name)
                || NotebookCode.supertypes(type).stream().anyMatch(inherited -> isNamed(inherited, name));
    }
}
