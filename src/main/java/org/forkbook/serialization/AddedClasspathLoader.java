package org.forkbook.serialization;

import java.lang.invoke.MethodHandles;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.forkbook.serialization.analysis.OpenLoader;

/**
 * A class loader for jars and directories that are added to a process's class path while it runs.
 *
 * <p>It loads a class from these even if Forkbook's own jar has it too: a notebook that asks for some version of
 * JUnit gets that version. Only the JDK's classes and those of Forkbook's API always come from the parent.
 */
public class AddedClasspathLoader extends URLClassLoader implements OpenLoader {
    static {
        registerAsParallelCapable();
    }

    /** Packages that notebooks share with the kernel: they must be loaded once. */
    private static final List<String> SHARED = List.of(
            "org.forkbook.", "io.github.spencerpark.ijava.", "io.github.spencerpark.jupyter.", "org.dflib.jjava.");

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final List<String> paths = new CopyOnWriteArrayList<>();

    /** An empty class path, with {@code parent} as its parent loader. */
    public AddedClasspathLoader(ClassLoader parent) {
        super(new URL[0], parent); // Unnamed: a loader's name would appear in every stack frame.
    }

    /** The jars and directories, as absolute paths, in order. The list grows when more are added. */
    public final List<String> paths() {
        return Collections.unmodifiableList(paths);
    }

    /** Adds jars and directories of classes; those that it already has are ignored. */
    public final void addAll(List<String> some) {
        for (var entry : some) {
            var path = Path.of(entry).toAbsolutePath();
            if (known.add(path.toString())) {
                try {
                    addURL(path.toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new IllegalArgumentException("not a usable path: " + path, e);
                }
                paths.add(path.toString());
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (paths.isEmpty() || SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded == null && JdkPackages.has(name)) {
                return super.loadClass(name, resolve);
            }
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    @Override
    public final MethodHandles.Lookup lookup() {
        synchronized (getClassLoadingLock(INNER_CLASS)) {
            var inner = findLoadedClass(INNER_CLASS);
            return OpenLoader.lookupOf(
                    inner == null
                            ? defineClass(INNER_CLASS, OpenLoader.innerClassFile(), (ProtectionDomain) null)
                            : inner);
        }
    }
}
