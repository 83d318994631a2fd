package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.serialization.analysis.CodeTransform;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * The holder of the frontend in use, with the default one for a plain program, the {@code jshell} tool and a worker.
 */
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

    /**
     * Runs a wait that an interrupt doesn't end, unless the user wants to stop the program on this thread.
     *
     * <p>Throws that {@link InterruptedException}, which it doesn't declare: users call methods that declare none.
     */
    public static void waitUnlessStopping(Uninterruptibles.Wait<RuntimeException> wait) {
        try {
            Uninterruptibles.runUnless(() -> current.isStopping(), wait);
        } catch (InterruptedException e) {
            throw Rethrow.asIs(e);
        }
    }

    /** The default frontend: it prints to the standard streams, and reads class files from the class's own loader. */
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
            // A worker's parent decides what to do with a rich value.
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

    /** Whether standard output is a terminal, determined once. */
    private static final class ConsoleCheck {
        static final boolean TERMINAL = isTerminal();

        @SuppressWarnings("SystemConsoleNull") // Up to JDK 21 it may be null; later the console is asked for its kind.
        private static boolean isTerminal() {
            var console = System.console();
            if (console == null) {
                return false;
            }
            try {
                // From JDK 22 on there is always a console, which reports whether it is a terminal.
                return (boolean) console.getClass().getMethod("isTerminal").invoke(console);
            } catch (ReflectiveOperationException e) {
                return true; // Before that, a console existed only in a terminal.
            }
        }
    }

    private static final class StandardOutput implements Frontend.Output {

        @Override
        @SuppressWarnings("SystemOut") // Workers' output belongs to the program's own streams.
        public void print(Frontend.Channel channel, String text) {
            var stream = channel == Frontend.Channel.STDOUT ? System.out : System.err;
            stream.print(text);
            stream.flush();
        }

        @Override
        public void display(String displayJson, boolean update) {
            var worker = WorkerContext.current();
            if (worker != null) {
                // In a worker's worker the value is passed up to the process that has a display.
                worker.display(displayJson, update);
            }
            // A program without a display can't show rich values.
        }
    }
}
