package org.forkbook.multiprocessing;

import java.nio.file.Path;
import java.util.List;
import org.forkbook.multiprocessing.internal.InstalledFrontend;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.serialization.analysis.ClassSource;
import org.forkbook.usercode.ExceptionDescription;

/**
 * The interface between the library and the program it runs in (a service provider interface). The kernel installs
 * its own implementation; a plain program has the default one, which prints to {@link System#out} and {@link
 * System#err}.
 */
public interface Frontend {

    /**
     * The receiver of output on behalf of the calling thread. A process keeps the receiver with which it was started,
     * so that a line that arrives late still goes to the right cell.
     */
    Output output();

    /** The source of classes that are not on the class path. */
    ClassSource classes();

    /**
     * The jars and directories that were added to the class path since the program started: a new worker starts with
     * them. A running worker gets them with its next task.
     */
    default List<Path> addedClassPath() {
        return classes().addedClassPath().stream().map(Path::of).toList();
    }

    /**
     * Describes an uncaught exception that ended a process, with a line break at the end.
     *
     * @param where the process, such as {@code WorkerProcess-1, process 4711}
     */
    default String describe(String where, Throwable failure) {
        return "Exception in " + where + ": " + ExceptionDescription.of(failure).stackTrace();
    }

    /**
     * Whether the user has requested the calling thread's code to stop, as by a notebook's interrupt. An interrupt of
     * such a thread ends even waits that are otherwise uninterruptible, such as {@link ProcessLock#lock}.
     */
    default boolean isStopping() {
        return false;
    }

    /**
     * What in the program the calling thread works for, in a few words, such as a notebook's cell; empty if that is
     * unknown.
     */
    default String origin() {
        return "";
    }

    /**
     * Shows a hint about a probable mistake in the program.
     *
     * @param output where the code in question prints
     */
    default void hint(Output output, String text) {
        output.print(Channel.STDERR, "Hint: " + text + "\n");
    }

    /**
     * The scope that the calling thread belongs to, such as a notebook's cell, so that a thread of this process that
     * runs one of its tasks can enter it too.
     */
    default Scope scope() {
        return () -> () -> {};
    }

    /** A scope that threads can enter, such as a notebook's cell. */
    interface Scope {

        /** Enters the scope with the calling thread, until the result is closed by the same thread. */
        Work enter();
    }

    /** A thread's time in a scope, to be closed by the same thread. */
    interface Work extends AutoCloseable {
        @Override
        void close();
    }

    /** The kind of display that output has, for what is drawn in place. */
    default Medium medium() {
        return Medium.NONE;
    }

    /** The frontend in use. */
    static Frontend current() {
        return InstalledFrontend.current();
    }

    /** Sets the frontend for everything that starts from now on. A kernel does this before its first cell. */
    static void install(Frontend frontend) {
        InstalledFrontend.install(frontend);
    }

    /** Restores the default frontend, if this one is in use. */
    static void uninstall(Frontend frontend) {
        InstalledFrontend.uninstall(frontend);
    }

    /** The receiver of what workers print and display. Called from the library's own threads. */
    interface Output {

        /** Receives text that a worker printed; not always a whole line. */
        void print(Channel channel, String text);

        /**
         * Receives a rich value that a worker displays.
         *
         * @param displayJson the content of a Jupyter {@code display_data} message: data, metadata, transient
         * @param update whether it replaces what was displayed under the same display id
         */
        void display(String displayJson, boolean update);

        /**
         * Receives a progress display that the program has not requested. It disappears where the program shows
         * something of its own in the same place.
         *
         * @param displayJson as for {@link #display}
         * @param update whether it replaces what was shown under the same display id
         */
        default void progress(String displayJson, boolean update) {
            display(displayJson, update);
        }
    }

    /** One of the two standard streams. */
    enum Channel {
        STDOUT,
        STDERR
    }

    /** A kind of display. */
    enum Medium {
        /** It shows rich values, and replaces them. */
        NOTEBOOK,
        /** It shows text, and supports carriage returns. */
        TERMINAL,
        /** A file, another program, or nothing. */
        NONE
    }
}
