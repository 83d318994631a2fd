package org.forkbook.kernel.jshell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * File manager of JShell's compiler that delays JShell's index, and reads the kernel's {@linkplain JarClasses own jar}
 * from its table of contents. JShell indexes every class of the JDK and the class path for completion as soon as it
 * starts, which takes most of a second of processor time. Here it waits on a latch that opens once the first cell has
 * been answered.
 */
final class IndexedJavaFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
        implements StandardJavaFileManager {

    private final CountDownLatch indexing;
    private final @Nullable JarClasses own;

    /** @param own the jar whose classes come from there; null when there is no such jar */
    IndexedJavaFiles(StandardJavaFileManager files, CountDownLatch indexing, @Nullable JarClasses own) {
        super(files);
        this.indexing = indexing;
        this.own = own;
        if (own != null) {
            useClassPath(System.getProperty("java.class.path", ""));
        }
    }

    /**
     * The notebook's jars come before the kernel's own, for the compiler as for the loader: the notebook's version of a
     * library wins.
     */
    @Override
    public boolean handleOption(String option, Iterator<String> rest) {
        if (!option.equals("-classpath") || !rest.hasNext()) {
            return super.handleOption(option, rest);
        }
        var kernels = System.getProperty("java.class.path");
        var all = rest.next();
        var added = all.startsWith(kernels + File.pathSeparator) ? all.substring(kernels.length() + 1) : "";
        return useClassPath(added.isEmpty() ? all : added + File.pathSeparator + kernels);
    }

    private boolean useClassPath(String classPath) {
        var without = Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> !isOwn(entry))
                .collect(Collectors.joining(File.pathSeparator));
        try {
            if (without.isEmpty()) { // An empty option would mean the working directory.
                fileManager.setLocation(StandardLocation.CLASS_PATH, List.of());
                return true;
            }
            return super.handleOption("-classpath", List.of(without).iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOwn(String entry) {
        return own != null
                && !entry.isEmpty()
                && Path.of(entry).toAbsolutePath().equals(own.place());
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<Kind> kinds, boolean recurse)
            throws IOException {
        var others = super.list(location, packageName, kinds, recurse);
        var ours = own == null || location != StandardLocation.CLASS_PATH || !kinds.contains(Kind.CLASS)
                ? List.<JavaFileObject>of()
                : own.list(packageName);
        if (ours.isEmpty()) {
            return others;
        }
        var all = new ArrayList<JavaFileObject>();
        others.forEach(all::add);
        all.addAll(ours);
        return all;
    }

    @Override
    public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof JarClasses.JarClass ours ? ours.className() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return file instanceof JarClasses.JarClass
                ? location == StandardLocation.CLASS_PATH
                : super.contains(location, file);
    }

    /** Only JShell's indexer asks for this, on a thread of its own. */
    @Override
    public @Nullable Iterable<? extends Path> getLocationAsPaths(Location location) {
        try {
            indexing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        var others = fileManager.getLocationAsPaths(location);
        if (own == null || location != StandardLocation.CLASS_PATH) {
            return others;
        }
        var all = new ArrayList<Path>();
        if (others != null) {
            others.forEach(all::add);
        }
        try {
            all.addAll(own.roots());
        } catch (IOException e) {
            return others; // Then names of the kernel's classes aren't suggested.
        }
        return all;
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(Iterable<? extends File> some) {
        return fileManager.getJavaFileObjectsFromFiles(some);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(Collection<? extends Path> paths) {
        return fileManager.getJavaFileObjectsFromPaths(paths);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(File... some) {
        return fileManager.getJavaFileObjects(some);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
        return fileManager.getJavaFileObjects(paths);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
        return fileManager.getJavaFileObjectsFromStrings(names);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
        return fileManager.getJavaFileObjects(names);
    }

    @Override
    public void setLocation(Location location, @Nullable Iterable<? extends File> some) throws IOException {
        fileManager.setLocation(location, some);
    }

    @Override
    public void setLocationFromPaths(Location location, Collection<? extends Path> paths) throws IOException {
        fileManager.setLocationFromPaths(location, paths);
    }

    @Override
    public void setLocationForModule(Location location, String module, Collection<? extends Path> paths)
            throws IOException {
        fileManager.setLocationForModule(location, module, paths);
    }

    @Override
    public @Nullable Iterable<? extends File> getLocation(Location location) {
        return fileManager.getLocation(location);
    }

    @Override
    public Path asPath(FileObject file) {
        return fileManager.asPath(file);
    }

    @Override
    public void setPathFactory(PathFactory factory) {
        fileManager.setPathFactory(factory);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a == b || (!(a instanceof JarClasses.JarClass) && fileManager.isSameFile(a, b));
    }
}
