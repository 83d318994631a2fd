package org.forkbook.kernel.eval;

import com.sun.source.util.JavacTask;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.function.Function;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * javac's pool of compilers that have their libraries read already: the one that JShell uses. A new compiler reads the
 * JDK's modules and packages again, which takes several times as long as a cell.
 *
 * <p>It is no public API. Where the process may not use it (the jar's manifest asks for three packages of
 * {@code jdk.compiler}), or a later JDK has changed it, there is none, and cells are compiled by JShell alone.
 */
final class JavacPool {

    private static final String API = "com.sun.tools.javac.api.";
    private static final String CODE = "com.sun.tools.javac.code.";
    private static final int KEPT = 2;

    private final Inside inside;
    private final Object pool;

    private JavacPool(Inside inside, Object pool) {
        this.inside = inside;
        this.pool = pool;
    }

    /** What of javac is used. */
    private record Inside(
            Constructor<?> newPool,
            Method getTask,
            Class<?> worker,
            Method context,
            Method symtab,
            Method names,
            Method finder,
            Method completer,
            Method fromString,
            Method getPackage) {

        static Inside find() throws ReflectiveOperationException {
            var context = Class.forName("com.sun.tools.javac.util.Context");
            var names = Class.forName("com.sun.tools.javac.util.Names");
            var symtab = Class.forName(CODE + "Symtab");
            var finder = Class.forName(CODE + "ClassFinder");
            var pool = Class.forName(API + "JavacTaskPool");
            var worker = Class.forName(API + "JavacTaskPool$Worker");
            return new Inside(
                    pool.getConstructor(int.class),
                    pool.getMethod(
                            "getTask",
                            Writer.class,
                            JavaFileManager.class,
                            DiagnosticListener.class,
                            Iterable.class,
                            Iterable.class,
                            Iterable.class,
                            worker),
                    worker,
                    Class.forName(API + "BasicJavacTask").getMethod("getContext"),
                    symtab.getMethod("instance", context),
                    names.getMethod("instance", context),
                    finder.getMethod("instance", context),
                    finder.getMethod("getCompleter"),
                    names.getMethod("fromString", String.class),
                    symtab.getMethod(
                            "getPackage",
                            Class.forName(CODE + "Symbol$ModuleSymbol"),
                            Class.forName("com.sun.tools.javac.util.Name")));
        }
    }

    /** A pool of its own; null where there is none to be had. */
    static @Nullable JavacPool open() {
        try {
            var inside = Inside.find();
            return new JavacPool(inside, inside.newPool().newInstance(KEPT));
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "cells are compiled by JShell alone", e);
            return null;
        }
    }

    /**
     * Compiles one source.
     *
     * @param ownPackage the package whose classes become more from one call to the next
     * @param work what is done with the task, which is of no use afterwards
     * @throws IllegalStateException if javac itself fails
     * @throws ReflectiveOperationException if this JDK's javac is another than the one that this was written for
     */
    <T> T with(
            JavaFileManager files,
            DiagnosticListener<JavaFileObject> problems,
            List<String> options,
            JavaFileObject source,
            String ownPackage,
            Function<JavacTask, T> work)
            throws ReflectiveOperationException {
        var worker = Proxy.newProxyInstance(
                JavacPool.class.getClassLoader(), new Class<?>[] {inside.worker()}, (proxy, method, arguments) -> {
                    var task = (JavacTask) arguments[0];
                    var context = inside.context().invoke(task); // It has none when it is done.
                    try {
                        return work.apply(task);
                    } finally {
                        forget(context, ownPackage);
                    }
                });
        try {
            @SuppressWarnings("unchecked") // The worker's result is what the pool returns.
            var result =
                    (T) inside.getTask().invoke(pool, null, files, problems, options, null, List.of(source), worker);
            return result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UndeclaredThrowableException inTheWorker) {
                throw new ReflectiveOperationException("javac is another", inTheWorker);
            }
            throw new IllegalStateException("javac has failed", e.getCause());
        }
    }

    /** Has a package listed anew when it is next looked into. */
    private void forget(Object context, String name) throws ReflectiveOperationException {
        var symtab = inside.symtab().invoke(null, context);
        var unnamed = symtab.getClass().getField("unnamedModule").get(symtab);
        var names = inside.names().invoke(null, context);
        var found =
                inside.getPackage().invoke(symtab, unnamed, inside.fromString().invoke(names, name));
        if (found != null) {
            var finder = inside.finder().invoke(null, context);
            found.getClass().getField("members_field").set(found, null);
            found.getClass().getField("completer").set(found, inside.completer().invoke(finder));
        }
    }
}
