package org.forkbook.kernel;

import java.io.IOException;
import java.nio.file.Path;
import org.forkbook.kernel.eval.JavaInterpreter;
import org.forkbook.kernel.history.History;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.kernelspec.Archive;

/** A process that is a kernel and nothing else: from its connection file to its last message. */
public final class KernelMain {

    /** What is still running this long after the last message is cut off. */
    private static final long HALT_AFTER_MILLIS = 150;

    /** Closing takes less, unless ZeroMQ's own thread has failed: it may when a client connects at that very moment. */
    private static final long CLOSE_AT_MOST_MILLIS = 3_000;

    private KernelMain() {}

    /**
     * Serves until a frontend says shut down or the parent process is gone; returns the process's exit code.
     *
     * <p>The caller is expected to end the process at once: should that hang, on a shutdown hook of a cell's, say, the
     * process is halted.
     */
    public static int run(Path connectionFile) {
        JavaInterpreter.preload();
        var history = history();
        try (var kernel = Kernel.start(
                ConnectionInfo.read(connectionFile),
                () -> JavaInterpreter.open(history, Settings.ofThisUser()),
                history)) {
            ParentProcess.watch(System.getenv(ParentProcess.VARIABLE), kernel::end);
            InterruptSignal.handle(kernel::interrupt);
            ArchiveUpkeep.begin();
            kernel.awaitEnd();
            haltUnlessTraining(CLOSE_AT_MOST_MILLIS);
        } catch (IOException e) {
            System.err.println("forkbook: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it; if somebody does, they want the kernel to end.
            Thread.currentThread().interrupt();
        }
        haltUnlessTraining(HALT_AFTER_MILLIS);
        return 0;
    }

    private static History history() {
        var home = Path.of(System.getProperty("user.home", "."));
        return History.ofUser(System.getenv(), System.getProperty("os.name", ""), home);
    }

    private static void haltUnlessTraining(long millis) {
        if (System.getProperty(Archive.TRAINING) != null) {
            return;
        }
        var thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(millis);
                    } catch (InterruptedException e) {
                        // Then now.
                    }
                    Runtime.getRuntime().halt(0);
                },
                "forkbook-halt");
        thread.setDaemon(true);
        thread.start();
    }
}
