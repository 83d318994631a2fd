package org.forkbook.kernel.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forkbook.capsule.ClassSource;
import org.forkbook.capsule.CodeTransform;
import org.jspecify.annotations.Nullable;

/**
 * The classes that the notebook's cells were compiled to, each in two versions: one that this process runs, with polls
 * for interrupts, and one that workers get.
 *
 * <p>JShell hands classes over before it says which snippet they belong to; they wait until {@link #settle} knows their
 * lines. No user code runs in between.
 */
final class NotebookClasses implements ClassSource {

    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\d+[A-Z]*(_\\d+[A-Z]*)*");

    private final NotebookClassLoader loader;
    private final Map<String, byte[]> waiting = new LinkedHashMap<>();
    private final Map<String, byte[]> travelling = new ConcurrentHashMap<>();

    NotebookClasses(NotebookClassLoader loader) {
        this.loader = loader;
    }

    NotebookClassLoader loader() {
        return loader;
    }

    /** Takes a class as javac made it. */
    void receive(String name, byte[] classFile) {
        waiting.put(name, classFile);
    }

    /** Forgets the classes that wait. */
    void drop() {
        waiting.clear();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Declares the classes that wait, with their lines from {@code linesOfWrapper} where it knows the wrapper. */
    void settle(Function<String, @Nullable CellLines> linesOfWrapper) {
        waiting.forEach((name, classFile) -> {
            var lines = linesOfWrapper.apply(wrapperOf(name));
            var mapped = lines == null ? classFile : LineTransform.apply(classFile, lines);
            travelling.put(name, CodeTransform.forWorker(mapped));
            loader.declare(name, KernelTransform.apply(CodeTransform.forNotebook(mapped)));
        });
        waiting.clear();
    }

    /** JShell's wrapper class of a notebook class: the class itself, or the outermost around it. */
    static String wrapperOf(String className) {
        Matcher matcher = WRAPPER.matcher(className);
        return matcher.lookingAt() ? matcher.group() : className;
    }

    @Override
    public byte @Nullable [] bytesOf(Class<?> type) {
        return type.getClassLoader() == loader ? travelling.get(type.getName()) : null;
    }

    @Override
    public List<ClassLoader> loaders() {
        return List.of(loader);
    }
}
