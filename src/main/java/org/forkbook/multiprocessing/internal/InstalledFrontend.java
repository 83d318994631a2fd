package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.CodeTransform;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/** The frontend in use, and the default one: what a plain program, the {@code jshell} tool and a worker have. */
public final class InstalledFrontend {
    private static volatile Frontend current = new Plain();

    private InstalledFrontend() {}

    public static Frontend current() {
        return current;
    }

    public static synchronized void install(Frontend frontend) {
        current = frontend;
    }

    public static synchronized void uninstall(Frontend frontend) {
        if (current == frontend) {
            current = new Plain();
        }
    }

    /** Prints to the standard streams, and reads class files where the class's own loader has them. */
    private static final class Plain implements Frontend {

        @Override
        public Output output() {
            return new StandardOutput();
        }

        @Override
        public ClassSource classes() {
            var worker = WorkerContext.current();
            return worker == null ? Plain::bytesOf : worker.reader().classes();
        }

        @Override
        public Medium medium() {
            // A worker's parent knows what to do with a rich value, and if it is to leave it.
            return WorkerContext.current() != null
                    ? Medium.NOTEBOOK
                    : ConsoleCheck.TERMINAL ? Medium.TERMINAL : Medium.NONE;
        }

        private static byte @Nullable [] bytesOf(Class<?> type) {
            var loader = type.getClassLoader();
            if (loader == null
                    || loader == ClassLoader.getSystemClassLoader()
                    || loader == ClassLoader.getPlatformClassLoader()) {
                return null;
            }
            try (InputStream in = loader.getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
                return in == null ? null : CodeTransform.forWorker(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("The class file of " + type.getName() + " can't be read.", e);
            }
        }
    }

    /** Whether standard output is a terminal; asked once. */
    private static final class ConsoleCheck {
        static final boolean TERMINAL = isTerminal();

        @SuppressWarnings("SystemConsoleNull") // Up to 21 it may be null; after that it is asked what it is.
        private static boolean isTerminal() {
            var console = System.console();
            if (console == null) {
                return false;
            }
            try {
                // From 22 on there is always a console, which knows whether it is one.
                return (boolean) console.getClass().getMethod("isTerminal").invoke(console);
            } catch (ReflectiveOperationException e) {
                return true; // Before, there was one only in a terminal.
            }
        }
    }

    private static final class StandardOutput implements Frontend.Output {

        @Override
        @SuppressWarnings("SystemOut") // The program's own streams are where its workers' output belongs.
        public void print(Frontend.Channel channel, String text) {
            var stream = channel == Frontend.Channel.STDOUT ? System.out : System.err;
            stream.print(text);
            stream.flush();
        }

        @Override
        public void display(String displayJson, boolean update) {
            var worker = WorkerContext.current();
            if (worker != null) {
                worker.display(displayJson, update); // A worker's worker: up to the one that has a display.
            }
            // A program without a display has no use for rich values.
        }
    }
}
