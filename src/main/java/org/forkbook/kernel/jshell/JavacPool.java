package org.forkbook.kernel.jshell;

import com.sun.source.util.JavacTask;
import com.sun.tools.javac.api.BasicJavacTask;
import com.sun.tools.javac.api.JavacTaskPool;
import com.sun.tools.javac.code.ClassFinder;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Names;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * Pool of javac instances that have already read their libraries: the pool that JShell uses. A new compiler reads the
 * JDK's modules and packages again, which takes several times as long as a cell.
 *
 * <p>It is not a public API. Where the process may not use it (the jar's manifest exports three packages of {@code
 * jdk.compiler}), or a later JDK has changed it, cells are compiled by JShell alone. It is called directly
 * nevertheless: on JDK 25 the first calls by reflection would cost a starting kernel 40 ms.
 */
final class JavacPool {

    private static final int KEPT = 2;

    private final JavacTaskPool pool = new JavacTaskPool(KEPT);

    private JavacPool() {}

    /** Opens a new pool; null where javac's pool isn't available. */
    static @Nullable JavacPool open() {
        try {
            return new JavacPool();
        } catch (LinkageError e) {
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "cells are compiled by JShell alone", e);
            return null;
        }
    }

    /**
     * Compiles one source.
     *
     * @param ownPackage the package whose classes change between calls
     * @param work uses the task, which is invalid afterwards
     * @throws IllegalStateException if javac itself fails
     * @throws LinkageError if this JDK's javac has another API
     */
    <T> T with(
            JavaFileManager files,
            DiagnosticListener<JavaFileObject> problems,
            List<String> options,
            JavaFileObject source,
            String ownPackage,
            Function<JavacTask, T> work) {
        try {
            return pool.getTask(null, files, problems, options, null, List.of(source), task -> {
                var context = ((BasicJavacTask) task).getContext(); // It has none when it is done.
                try {
                    return work.apply(task);
                } finally {
                    forget(context, ownPackage);
                }
            });
        } catch (LinkageError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException("javac has failed", e);
        }
    }

    /** Makes the compiler read a package and its classes, which change, again. */
    private static void forget(Context context, String name) {
        var symtab = Symtab.instance(context);
        var found =
                symtab.getPackage(symtab.unnamedModule, Names.instance(context).fromString(name));
        if (found != null) {
            var read = new ArrayList<ClassSymbol>();
            symtab.getAllClasses().forEach(some -> {
                if (some.flatname.toString().startsWith(name + ".")) {
                    read.add(some);
                }
            });
            read.forEach(some -> symtab.removeClass(symtab.unnamedModule, some.flatname));
            found.members_field = null;
            found.completer = ClassFinder.instance(context).getCompleter();
        }
    }
}
