package org.forkbook.serialization;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.EngineTerminationException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import jdk.jshell.spi.ExecutionControl.NotImplementedException;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.CodeTransform;
import org.forkbook.serialization.analysis.OpenLoader;
import org.jspecify.annotations.Nullable;

/** The least of a notebook: cells that JShell runs in this process, their classes rewritten so that they can travel. */
final class CompiledCells implements AutoCloseable {

    private final Classes classes = new Classes();
    private final JShell shell;
    private @Nullable Object value;
    private final CapsuleWriter writer = new CapsuleWriter(classes);

    CompiledCells() {
        shell = JShell.builder()
                .executionEngine(
                        new jdk.jshell.spi.ExecutionControlProvider() {
                            @Override
                            public String name() {
                                return "test";
                            }

                            @Override
                            public DirectExecutionControl generate(
                                    jdk.jshell.spi.ExecutionEnv env, Map<String, String> parameters) {
                                return new Control();
                            }
                        },
                        Map.of())
                .compilerOptions("-g", "-parameters", "-classpath", System.getProperty("java.class.path"))
                .build();
        cell("import java.io.*; import java.util.*; import java.util.function.*; import java.util.stream.*;"
                + " import java.util.concurrent.*; import java.util.concurrent.atomic.*; import java.nio.file.*;");
    }

    /** Runs a cell and returns the value of its last expression. */
    @Nullable
    Object cell(String code) {
        value = null;
        var rest = code;
        while (!rest.isBlank()) {
            var info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (info.completeness() == SourceCodeAnalysis.Completeness.DEFINITELY_INCOMPLETE) {
                throw new IllegalArgumentException("incomplete: " + rest);
            }
            for (var event : shell.eval(info.source())) {
                if (event.exception() != null) {
                    throw new IllegalArgumentException(event.exception());
                }
                if (event.status() == Snippet.Status.REJECTED) {
                    throw new IllegalArgumentException(shell.diagnostics(event.snippet())
                            .map(diagnostic -> diagnostic.getMessage(null))
                            .toList()
                            .toString());
                }
            }
            rest = info.remaining();
        }
        return value;
    }

    CapsuleWriter writer() {
        return writer;
    }

    CapsuleReader reader() {
        return new CapsuleReader(classes, classes);
    }

    /** Packs the value of an expression as a task. */
    Capsule pack(String expression) {
        return writer.packTask(cell(expression));
    }

    /** As {@link #pack(String)}, for a receiver on another machine. */
    Capsule pack(String expression, Destination destination) {
        return writer.to(destination).packTask(cell(expression));
    }

    @Override
    public void close() {
        shell.close();
    }

    private final class Control extends DirectExecutionControl {
        Control() {
            super(new LoaderDelegate() {
                @Override
                public void load(ClassBytecodes[] files) throws ClassInstallException {
                    for (var file : files) {
                        classes.files.put(file.name(), file.bytecodes());
                    }
                }

                @Override
                public void classesRedefined(ClassBytecodes[] files) {
                    throw new AssertionError();
                }

                @Override
                public void addToClasspath(String path) throws EngineTerminationException, InternalException {
                    throw new InternalException(path);
                }

                @Override
                public Class<?> findClass(String name) throws ClassNotFoundException {
                    return classes.loadClass(name);
                }
            });
        }

        @Override
        protected String invoke(Method method) throws Exception {
            try {
                value = method.invoke(null);
                return "";
            } catch (InvocationTargetException e) {
                throw e;
            }
        }

        @Override
        public void redefine(ClassBytecodes[] files) throws NotImplementedException {
            throw new NotImplementedException("none");
        }
    }

    private static final class Classes extends ClassLoader implements ClassSource, OpenLoader {
        final Map<String, byte[]> files = new ConcurrentHashMap<>();

        Classes() {
            super(CompiledCells.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            var file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            var bytes = CodeTransform.forNotebook(file);
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public MethodHandles.Lookup lookup() {
            var inner = findLoadedClass(INNER_CLASS);
            if (inner == null) {
                inner = defineClass(INNER_CLASS, OpenLoader.innerClassFile(), null);
            }
            return OpenLoader.lookupOf(inner);
        }

        @Override
        public byte @Nullable [] bytesOf(Class<?> type) {
            var file = type.getClassLoader() == this ? files.get(type.getName()) : null;
            return file == null ? null : CodeTransform.forWorker(file);
        }

        @Override
        public List<ClassLoader> loaders() {
            return List.of(this);
        }
    }
}
