package org.forkbook.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.kernel.execution.CommonPoolThreads;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.interpreter.JavaInterpreter;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.kernelspec.Archive;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;

/** Main class of a kernel process, from its connection file to its last message. */
public final class KernelMain {

    /** Whatever still runs this long after the last message is cut off. */
    private static final long HALT_AFTER_MILLIS = 150;

    /** Closing takes less, unless ZeroMQ's own thread fails, as it may when a client connects at that very moment. */
    private static final long CLOSE_AT_MOST_MILLIS = 3_000;

    /** The exit code of a kernel that can't go on; Jupyter restarts it whatever the code. */
    private static final int BROKEN = 70;

    /** The time in which its last message may be sent. */
    private static final long FINAL_MESSAGE_MILLIS = 300;

    private KernelMain() {}

    /**
     * Serves until a frontend says shut down or the parent process is gone; returns the process's exit code.
     *
     * <p>The caller is expected to end the process at once: should that hang, on a shutdown hook of a cell's, say, the
     * process is halted.
     */
    public static int run(Path connectionFile) {
        CommonPoolThreads.install();
        JavaInterpreter.preload();
        var history = history();
        try (var kernel = Kernel.start(
                ConnectionInfo.read(connectionFile),
                () -> JavaInterpreter.open(history, Settings.ofThisUser()),
                history,
                FatalErrorFile.of(connectionFile))) {
            ParentProcess.watch(System.getenv(ParentProcess.VARIABLE), kernel::end);
            InterruptSignal.handle(kernel::interrupt);
            CdsArchiveRefresh.begin();
            kernel.awaitEnd();
            if (kernel.isBroken()) {
                // Halt at once: the threads that remain may wait forever for those that have ended.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(FINAL_MESSAGE_MILLIS));
                Runtime.getRuntime().halt(BROKEN);
            }
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

    private static CellHistory history() {
        var home = Path.of(System.getProperty("user.home", "."));
        return CellHistory.ofUser(System.getenv(), System.getProperty("os.name", ""), home);
    }

    private static void haltUnlessTraining(long millis) {
        if (System.getProperty(Archive.TRAINING) != null) {
            return;
        }
        ServiceThread.forTask(
                        "forkbook-halt",
                        () -> {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                            Runtime.getRuntime().halt(0);
                        },
                        FailureHandler.logging("The end of the process"))
                .start();
    }
}
