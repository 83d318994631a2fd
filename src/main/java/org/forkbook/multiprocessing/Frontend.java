package org.forkbook.multiprocessing;

import java.nio.file.Path;
import java.util.List;
import org.forkbook.multiprocessing.internal.InstalledFrontend;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.usercode.ExceptionDescription;

/**
 * What the library asks of the program it runs in. The kernel installs one of its own; a plain program has the default,
 * which prints to {@link System#out} and {@link System#err}.
 */
public interface Frontend {

    /**
     * Where output goes that is made on behalf of the calling thread. A process keeps the one it was started under for
     * its life, so that a line that arrives late still goes to the right cell.
     */
    Output output();

    /** Where the bytes of classes come from that are not on the class path. */
    ClassSource classes();

    /**
     * Jars and folders that were added to the class path since the program began: what a new worker starts with. One
     * that runs already gets them with its next task.
     */
    default List<Path> addedClassPath() {
        return classes().addedClassPath().stream().map(Path::of).toList();
    }

    /**
     * The text that tells of an exception which nobody caught and which ended a process, a line break at its end.
     *
     * @param where the process, such as {@code WorkerProcess-1, process 4711}
     */
    default String describe(String where, Throwable failure) {
        return "Exception in " + where + ": " + ExceptionDescription.of(failure).stackTrace();
    }

    /**
     * Whether the user wants what the calling thread runs to end, as with a notebook's stop button. An interrupt of such
     * a thread ends even waits that an interrupt otherwise doesn't end, such as that of {@link ProcessLock#lock}.
     */
    default boolean isStopping() {
        return false;
    }

    /**
     * What in the program the calling thread works for, in a few words, such as a notebook's cell; empty when that says
     * nothing.
     */
    default String origin() {
        return "";
    }

    /**
     * Hints at what the program probably doesn't mean.
     *
     * @param output where the code in question prints
     */
    default void hint(Output output, String text) {
        output.print(Channel.STDERR, "Hint: " + text + "\n");
    }

    /**
     * Whom the calling thread works for now, such as a notebook's cell: so that a thread of this process that runs a task of
     * it can work for the same.
     */
    default Scope scope() {
        return () -> () -> {};
    }

    /** Whom threads work for. */
    interface Scope {

        /** Makes the calling thread work for it, until what this gives is closed by the same thread. */
        Work enter();
    }

    /** A thread's work for someone, to be closed at its end by the same thread. */
    interface Work extends AutoCloseable {
        @Override
        void close();
    }

    /** What kind of reader output has, for what is drawn in place. */
    default Medium medium() {
        return Medium.NONE;
    }

    /** The one in use. */
    static Frontend current() {
        return InstalledFrontend.current();
    }

    /** Puts one in use, for all that starts from now on. A kernel does this before its first cell. */
    static void install(Frontend frontend) {
        InstalledFrontend.install(frontend);
    }

    /** Puts the default one in use again, if this one is in use. */
    static void uninstall(Frontend frontend) {
        InstalledFrontend.uninstall(frontend);
    }

    /** The receiver of what workers print and display. Called from the library's own threads. */
    interface Output {

        /** A piece of text that a worker printed; not always a whole line. */
        void print(Channel channel, String text);

        /**
         * A rich value that a worker displays.
         *
         * @param displayJson the content of a Jupyter {@code display_data} message: data, metadata, transient
         * @param update whether it replaces what was displayed under the same display id
         */
        void display(String displayJson, boolean update);

        /**
         * How far some work has come that the library shows unasked, in the form of a display. Where a program shows
         * something of its own in the same place, this gives way to it.
         *
         * @param displayJson as for {@link #display}
         * @param update whether it replaces what was shown under the same display id
         */
        default void progress(String displayJson, boolean update) {
            display(displayJson, update);
        }
    }

    /** Which of the two standard streams. */
    enum Channel {
        STDOUT,
        STDERR
    }

    /** What kind of reader output has. */
    enum Medium {
        /** One that shows rich values, and replaces them. */
        NOTEBOOK,
        /** One that shows text, and knows carriage returns. */
        TERMINAL,
        /** A file, another program, or nobody. */
        NONE
    }
}
