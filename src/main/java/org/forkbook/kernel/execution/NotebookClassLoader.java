package org.forkbook.kernel.execution;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.serialization.AddedClasspathLoader;

/**
 * Class loader of a notebook's classes and of the jars that the notebook adds. Assertions are on in both.
 *
 * <p>Classes are declared first and defined when they are first used. A name is declared once: a class that is written
 * again gets a new name from JShell.
 */
public final class NotebookClassLoader extends AddedClasspathLoader {
    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> declared = new ConcurrentHashMap<>();

    public NotebookClassLoader(ClassLoader parent) {
        super(parent);
        setDefaultAssertionStatus(true);
    }

    public void declare(String name, byte[] classFile) {
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

    /** Adds the entries of a class path. */
    public void addClassPath(String classPath) {
        addAll(Arrays.stream(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }
}
