package org.forkbook.kernel.eval;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * The way in which JShell runs code here: in this process, on the {@linkplain CellThread cell's thread}, with values and
 * exceptions kept as they are instead of as strings.
 *
 * <p>Used by one thread, the one that calls JShell.
 */
final class CellExecutionControl implements ExecutionControl {

    private static final StackTraceElement[] NO_FRAMES = {};

    private final NotebookClasses classes;
    private final CellThread thread;
    private final Runnable settle;
    private @Nullable CellRun run;
    private @Nullable Object value;
    private @Nullable Throwable thrown;

    CellExecutionControl(NotebookClasses classes, CellThread thread, Runnable settle) {
        this.classes = classes;
        this.thread = thread;
        this.settle = settle;
    }

    /** Names the run that the next snippets belong to, and forgets the last value. */
    void begin(CellRun run) {
        this.run = run;
        value = null;
        thrown = null;
    }

    /** What the last snippet gave. */
    @Nullable
    Object value() {
        return value;
    }

    /** What the last snippet threw; null when it ended well. */
    @Nullable
    Throwable thrown() {
        return thrown;
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
    public String invoke(String className, String methodName) throws RunException, InternalException {
        var current = run;
        if (current == null) {
            throw new InternalException("no cell runs");
        }
        value = null;
        thrown = null;
        try {
            settle.run();
            value = thread.call(current, () -> method(className, methodName).invoke(null));
        } catch (InvocationTargetException e) {
            thrown = e.getCause() == null ? e : e.getCause();
        } catch (Throwable e) { // A cell can fail in any way; none may reach JShell.
            thrown = e;
        }
        if (thrown instanceof SPIResolutionException missing) {
            throw new ResolutionException(missing.id(), NO_FRAMES);
        }
        if (thrown != null) {
            throw new UserException("", thrown.getClass().getName(), NO_FRAMES);
        }
        return "";
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
