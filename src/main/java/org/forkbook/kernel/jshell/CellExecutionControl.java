package org.forkbook.kernel.jshell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.spi.ExecutionControl;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.jshell.CompiledSnippet.Call;
import org.jspecify.annotations.Nullable;

/**
 * JShell execution control that runs code in this process, on the {@linkplain CellThread cell's thread}, and keeps
 * values and exceptions as objects instead of strings. Calls are recorded instead of run at once, so that a whole cell
 * can be compiled before any of it runs.
 *
 * <p>JShell calls it under the session's lock, which is free while user code runs: another cell may be evaluated
 * meanwhile, by a subshell or by the running cell itself.
 */
final class CellExecutionControl implements ExecutionControl {

    private final NotebookClasses classes;
    private final CellThread thread;
    private final List<Call> calls = new ArrayList<>();

    CellExecutionControl(NotebookClasses classes, CellThread thread) {
        this.classes = classes;
        this.thread = thread;
    }

    /** Removes and returns the calls that JShell has requested. */
    List<Call> taken() {
        var taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** Runs a call on the cell's thread, and waits for its end. */
    @Nullable
    Object run(CellRun run, Call call) throws Throwable {
        try {
            return thread.call(run, () -> method(call).invoke(null));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Runs something else on the cell's thread. */
    <T> T call(CellRun run, Callable<T> deed) throws Throwable {
        return thread.call(run, deed);
    }

    /** Runs the cleanup of a cell that has failed in any way, on the cell's thread. */
    <T> T callAfter(CellRun run, Callable<T> deed) throws Throwable {
        return thread.callAfter(run, deed);
    }

    private Method method(Call call) throws ReflectiveOperationException {
        var method = Class.forName(call.className(), true, classes.loader()).getDeclaredMethod(call.methodName());
        method.setAccessible(true);
        return method;
    }

    /**
     * Accepts classes, but reports that none is installed, so that JShell keeps each class's name when it compiles it
     * again, and hands over everything that depends on it. We manage the {@linkplain ClassVersions versions}.
     */
    @Override
    public void load(ClassBytecodes[] files) throws ClassInstallException {
        var received = new LinkedHashMap<String, byte[]>();
        for (var file : files) {
            received.put(file.name(), file.bytecodes());
        }
        classes.receive(received);
        throw new ClassInstallException("their versions are the notebook's", new boolean[files.length]);
    }

    @Override
    public void redefine(ClassBytecodes[] files) throws NotImplementedException {
        throw new NotImplementedException("no class is installed under the name that JShell gives it");
    }

    @Override
    public String invoke(String className, String methodName) {
        calls.add(new Call(className, methodName));
        return "";
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
