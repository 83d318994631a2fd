package org.forkbook.worker;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The jars and folders that were added to a worker's class path since it started. */
final class WorkerClassLoader extends URLClassLoader {
    private final Set<String> added = new LinkedHashSet<>();

    WorkerClassLoader(ClassLoader parent) {
        super("forkbook-added", new URL[0], parent);
    }

    synchronized List<Path> paths() {
        return added.stream().map(Path::of).toList();
    }

    /** Adds those that aren't there yet. */
    synchronized void addAll(Collection<String> paths) {
        for (var path : paths) {
            if (added.add(path)) {
                try {
                    addURL(Path.of(path).toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new IllegalArgumentException("Not a class path entry: " + path, e);
                }
            }
        }
    }
}
