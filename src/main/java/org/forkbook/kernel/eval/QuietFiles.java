package org.forkbook.kernel.eval;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/**
 * The compiler's files, with a say in when JShell indexes them. JShell looks through every class of the JDK and the
 * class path as soon as there is an analysis, for completion's sake, and takes most of a second of processor time for
 * it; here it waits until its latch opens, when the first cell has had its answer.
 */
final class QuietFiles extends ForwardingJavaFileManager<StandardJavaFileManager> implements StandardJavaFileManager {

    private final CountDownLatch indexing;

    QuietFiles(StandardJavaFileManager files, CountDownLatch indexing) {
        super(files);
        this.indexing = indexing;
    }

    /**
     * What a notebook has added comes before the kernel's own jar, for the compiler as for the loader: a library that
     * both have is there in the notebook's version.
     */
    @Override
    public boolean handleOption(String option, Iterator<String> rest) {
        if (!option.equals("-classpath") || !rest.hasNext()) {
            return super.handleOption(option, rest);
        }
        var own = System.getProperty("java.class.path");
        var all = rest.next();
        var added = all.startsWith(own + File.pathSeparator) ? all.substring(own.length() + 1) : "";
        var reordered = added.isEmpty() ? all : added + File.pathSeparator + own;
        return super.handleOption(option, List.of(reordered).iterator());
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
        return fileManager.getLocationAsPaths(location);
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
        return fileManager.isSameFile(a, b);
    }
}
