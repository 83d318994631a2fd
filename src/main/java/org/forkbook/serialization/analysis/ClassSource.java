package org.forkbook.serialization.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes come from of classes that another process cannot find on its class path: classes that were compiled
 * in a notebook or in the {@code jshell} tool.
 *
 * <p>Implementations are called from many threads at once.
 */
@FunctionalInterface
public interface ClassSource {

    /**
     * The class file of a type, as a worker should define it.
     *
     * @param type the class to look up
     * @return its bytes, not to be modified; null when the worker finds the class on its own class path
     */
    byte @Nullable [] bytesOf(Class<?> type);

    /**
     * The jars and folders, as absolute paths, that were added to the class path while this process ran. The list only
     * ever grows, at its end.
     */
    default List<String> addedClassPath() {
        return List.of();
    }

    /** The loaders that know such classes by name; the calling thread's context class loader unless told otherwise. */
    default List<ClassLoader> loaders() {
        var context = Thread.currentThread().getContextClassLoader();
        return context == null ? List.of() : List.of(context);
    }
}
