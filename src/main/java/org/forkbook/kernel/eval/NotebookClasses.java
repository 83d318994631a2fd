package org.forkbook.kernel.eval;

import java.io.IOException;
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
    private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();

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
            compiled.put(name, classFile);
            declare(name, classFile, linesOfWrapper.apply(wrapperOf(name)));
        });
        waiting.clear();
    }

    /** Declares classes that nobody will refer to. */
    void declare(Map<String, byte[]> classFiles, CellLines lines) {
        classFiles.forEach((name, classFile) -> declare(name, classFile, lines));
    }

    /**
     * Has the code read that a first cell's classes go through: it is in no archive of classes, because ASM's are of a
     * version that archives don't take.
     */
    static void preload() {
        try (var some = NotebookClasses.class.getResourceAsStream("NotebookClasses.class")) {
            if (some != null) {
                var classFile = some.readAllBytes();
                TraceTransform.apply(CodeTransform.forWorker(classFile));
                KernelTransform.apply(CodeTransform.forNotebook(classFile));
            }
        } catch (IOException e) {
            // A first cell does it.
        }
    }

    private void declare(String name, byte[] classFile, @Nullable CellLines lines) {
        var mapped = lines == null ? classFile : LineTransform.apply(classFile, lines);
        travelling.put(name, TraceTransform.apply(CodeTransform.forWorker(mapped)));
        loader.declare(name, KernelTransform.apply(CodeTransform.forNotebook(mapped)));
    }

    /** The classes that JShell has made, as javac made them, for a compiler of what refers to them. */
    Map<String, byte[]> compiled() {
        return compiled;
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
    public List<String> addedClassPath() {
        return loader.paths();
    }

    @Override
    public List<ClassLoader> loaders() {
        return List.of(loader);
    }
}
