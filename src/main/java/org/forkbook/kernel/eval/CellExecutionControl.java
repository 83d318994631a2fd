package org.forkbook.kernel.eval;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way in which JShell runs code here: in this process, on the {@linkplain CellThread cell's thread}, with values and
 * exceptions kept as they are instead of as strings.
 *
 * <p>All calls come under the session's lock, which is free while user code runs: another cell may be evaluated
 * meanwhile, by a subshell or by the running cell itself.
 */
final class CellExecutionControl implements ExecutionControl {

    private static final StackTraceElement[] NO_FRAMES = {};

    private final NotebookClasses classes;
    private final CellThread thread;
    private final ReentrantLock lock;
    private final Runnable settle;
    private @Nullable Outcome outcome;

    /** What came of a snippet: its value, or what it threw. */
    static final class Outcome {
        private final @Nullable CellRun run;
        private @Nullable Object value;
        private @Nullable Throwable thrown;

        /** What came of a snippet that was not run. */
        static Outcome none() {
            return new Outcome(null);
        }

        Outcome(@Nullable CellRun run) {
            this.run = run;
        }

        /** What the snippet gave; null also when it gave nothing. */
        @Nullable
        Object value() {
            return value;
        }

        /** What it threw; null when it ended well. */
        @Nullable
        Throwable thrown() {
            return thrown;
        }
    }

    CellExecutionControl(NotebookClasses classes, CellThread thread, ReentrantLock lock, Runnable settle) {
        this.classes = classes;
        this.thread = thread;
        this.lock = lock;
        this.settle = settle;
    }

    /** Names the outcome that the next snippet fills in; null if the next snippet must not run. */
    void expect(@Nullable Outcome next) {
        outcome = next;
    }

    @Override
    public void load(ClassBytecodes[] files) {
        for (var file : files) {
            classes.receive(file.name(), file.bytecodes());
        }
    }

    @Override
    public void redefine(ClassBytecodes[] files) throws NotImplementedException {
        throw new NotImplementedException("a class that is written again gets a new name");
    }

    @Override
    public String invoke(String className, String methodName) throws RunException {
        var mine = outcome;
        var run = mine == null ? null : mine.run;
        if (mine == null || run == null) {
            return "";
        }
        mine.value = null;
        try {
            settle.run();
            mine.value = callUnlocked(run, className, methodName);
        } catch (InvocationTargetException e) {
            mine.thrown = e.getCause() == null ? e : e.getCause();
        } catch (Throwable e) { // A cell can fail in any way; none may reach JShell.
            mine.thrown = e;
        }
        var thrown = mine.thrown;
        if (thrown instanceof SPIResolutionException missing) {
            throw new ResolutionException(missing.id(), NO_FRAMES);
        }
        if (thrown != null) {
            throw new UserException("", thrown.getClass().getName(), NO_FRAMES);
        }
        return "";
    }

    private @Nullable Object callUnlocked(CellRun run, String className, String methodName) throws Throwable {
        lock.unlock();
        try {
            return thread.call(run, () -> method(className, methodName).invoke(null));
        } finally {
            lock.lock();
        }
    }

    private Method method(String className, String methodName) throws ReflectiveOperationException {
        var method = Class.forName(className, true, classes.loader()).getDeclaredMethod(methodName);
        method.setAccessible(true);
        return method;
    }

    @Override
    public String varValue(String className, String varName) {
        return "";
    }

    @Override
    public void addToClasspath(String path) {
        classes.loader().addClassPath(path);
    }

    @Override
    public void stop() {
        // Interrupts go to the cell's thread, never through JShell.
    }

    @Override
    public Object extensionCommand(String command, Object arg) throws NotImplementedException {
        throw new NotImplementedException(command);
    }

    @Override
    public void close() {
        thread.close();
    }
}
