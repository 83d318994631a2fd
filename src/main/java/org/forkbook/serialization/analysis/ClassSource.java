package org.forkbook.serialization.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source of class files for classes that another process cannot find on its class path: those that were compiled in
 * a notebook or in the {@code jshell} tool.
 *
 * <p>Implementations must be thread-safe.
 */
@FunctionalInterface
public interface ClassSource {

    /**
     * The class file of a type, as a worker should define it.
     *
     * @param type the class to look up
     * @return its bytes, which must not be modified; null if the worker finds the class on its own class path
     */
    byte @Nullable [] bytesOf(Class<?> type);

    /**
     * The jars and directories, as absolute paths, that were added to the class path while this process ran. The list
     * only grows, at its end.
     */
    default List<String> addedClassPath() {
        return List.of();
    }

    /** The loaders that find such classes by name; by default the calling thread's context class loader. */
    default List<ClassLoader> loaders() {
        var context = Thread.currentThread().getContextClassLoader();
        return context == null ? List.of() : List.of(context);
    }
}
