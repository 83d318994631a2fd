package org.forkbook.multiprocessing;

import java.nio.file.Path;
import java.util.List;
import org.forkbook.capsule.ClassSource;

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

    /** Jars and folders that were added to the class path since the program began; workers get them too. */
    List<Path> addedClassPath();

    /** The one in use. */
    static Frontend current() {
        return InstalledFrontend.current();
    }

    /** Puts one in use, for all that starts from now on. A kernel does this before its first cell. */
    static void install(Frontend frontend) {
        InstalledFrontend.install(frontend);
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
    }

    /** Which of the two standard streams. */
    enum Channel {
        STDOUT,
        STDERR
    }
}
