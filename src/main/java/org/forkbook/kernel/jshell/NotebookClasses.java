package org.forkbook.kernel.jshell;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.forkbook.kernel.bytecode.CellBytecode;
import org.forkbook.kernel.execution.NotebookClassLoader;
import org.forkbook.kernel.jshell.ClassVersions.Version;
import org.forkbook.kernel.source.CellLines;
import org.forkbook.kernel.source.WrapperNames;
import org.forkbook.serialization.analysis.ClassSource;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the classes that the notebook's cells were compiled to, each in two forms: one that this process runs,
 * with polls for interrupts, and one for workers.
 *
 * <p>JShell hands classes over before it says which snippet they belong to; they wait until {@link #settle} knows their
 * lines. No user code runs in between. Those of a declaration are {@linkplain ClassVersions versions}.
 */
public final class NotebookClasses implements ClassSource {

    private final NotebookClassLoader loader;
    private final ClassVersions versions = new ClassVersions();
    private final Map<String, Map<String, byte[]>> waiting = new LinkedHashMap<>(); // by wrapper
    private final Map<String, byte[]> travelling = new ConcurrentHashMap<>();
    private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();

    public NotebookClasses(NotebookClassLoader loader) {
        this.loader = loader;
    }

    public NotebookClassLoader loader() {
        return loader;
    }

    /** Receives classes as javac made them, in place of pending ones of the same wrappers. */
    void receive(Map<String, byte[]> classFiles) {
        classFiles.keySet().forEach(name -> waiting.remove(WrapperNames.wrapperOf(name)));
        classFiles.forEach((name, classFile) -> waiting.computeIfAbsent(
                        WrapperNames.wrapperOf(name), wrapper -> new LinkedHashMap<>())
                .put(name, classFile));
    }

    /** Drops the pending classes. */
    void drop() {
        waiting.clear();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** A snapshot of the current versions of the classes that cells have declared. */
    Map<String, Version> versions() {
        return versions.current();
    }

    /** The name in this process of a class that JShell has named. */
    String nameOf(String className) {
        return versions.nameOf(className);
    }

    /**
     * Declares the pending classes that are new.
     *
     * @param linesOf the lines of each wrapper that JShell has; null for others, which are dropped
     * @param isNew the wrappers that get new versions even if their code is the same
     * @param earlier the versions that the others may stay, or come back to
     */
    void settle(Function<String, @Nullable CellLines> linesOf, Predicate<String> isNew, Map<String, Version> earlier) {
        waiting.keySet().removeIf(wrapper -> linesOf.apply(wrapper) == null);
        var before = versions.current();
        var fresh = versions.update(waiting, isNew, earlier);
        waiting.forEach((wrapper, classFiles) -> {
            var old = before.get(wrapper);
            if (old != null) {
                compiled.keySet().removeAll(old.code().keySet());
            }
            compiled.putAll(classFiles);
            var lines = linesOf.apply(wrapper);
            if (fresh.contains(wrapper) && lines != null) {
                declare(classFiles, lines);
            }
        });
        waiting.clear();
    }

    /** Forgets the wrappers that nothing new can refer to; their existing classes stay. */
    void retain(Set<String> wrappers) {
        versions.retain(wrappers);
        compiled.keySet().removeIf(name -> !wrappers.contains(WrapperNames.wrapperOf(name)));
    }

    /** Declares classes that nobody will refer to. */
    void declare(Map<String, byte[]> classFiles, CellLines lines) {
        classFiles.forEach((name, classFile) -> declare(name, classFile, lines));
    }

    /**
     * Loads the transformers for a first cell's classes: ASM's class files are of a version that CDS archives don't
     * accept.
     */
    public static void preload() {
        try (var some = NotebookClasses.class.getResourceAsStream("NotebookClasses.class")) {
            if (some != null) {
                var classFile = some.readAllBytes();
                var lines = new CellLines("", line -> line);
                CellBytecode.forWorker(classFile, lines);
                CellBytecode.forKernel(classFile, lines);
            }
        } catch (IOException e) {
            // The first cell loads them.
        }
    }

    private void declare(String name, byte[] classFile, CellLines lines) {
        var linked = versions.linked(classFile);
        var own = versions.nameOf(name);
        travelling.put(own, CellBytecode.forWorker(linked, lines));
        loader.declare(own, CellBytecode.forKernel(linked, lines));
    }

    /** The classes that JShell has made, as javac made them, for a compiler of what refers to them. */
    Map<String, byte[]> compiled() {
        return compiled;
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
