package org.forkbook.kernel.eval;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The loader of a notebook's classes and of the jars that the notebook adds. Assertions are on in both.
 *
 * <p>Classes are declared first and defined when they are first used. A name is declared once: a class that is written
 * again gets a new name from JShell.
 */
final class NotebookClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> declared = new ConcurrentHashMap<>();
    private final List<Path> added = new CopyOnWriteArrayList<>();

    NotebookClassLoader(ClassLoader parent) {
        super(new URL[0], parent); // Without a name, which every frame of a trace would show.
        setDefaultAssertionStatus(true);
    }

    void declare(String name, byte[] classFile) {
        declared.put(name, classFile);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var classFile = declared.get(name);
        if (classFile == null) {
            return super.findClass(name);
        }
        var type = defineClass(name, classFile, 0, classFile.length);
        declared.remove(name);
        return type;
    }

    /** Adds a jar or a folder of classes. */
    void addPath(Path path) {
        try {
            addURL(path.toUri().toURL());
            added.add(path.toAbsolutePath());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a usable path: " + path, e);
        }
    }

    /** The jars and folders that were added, in order. */
    List<Path> addedPaths() {
        return List.copyOf(added);
    }

    /** Adds the entries of a class path. */
    void addClassPath(String classPath) {
        for (var entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                addPath(Path.of(entry));
            }
        }
    }
}
