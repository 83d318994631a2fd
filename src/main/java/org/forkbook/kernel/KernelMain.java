package org.forkbook.kernel;

import java.io.IOException;
import java.nio.file.Path;
import org.forkbook.kernel.eval.JavaInterpreter;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** A process that is a kernel and nothing else: from its connection file to its last message. */
public final class KernelMain {

    /** What is still running this long after the last message is cut off. */
    private static final long HALT_AFTER_MILLIS = 150;

    private KernelMain() {}

    /**
     * Serves until a frontend says shut down or the parent process is gone; returns the process's exit code.
     *
     * <p>The caller is expected to end the process at once: should that hang, on a shutdown hook of a cell's, say, the
     * process is halted.
     */
    public static int run(Path connectionFile) {
        try (var kernel = Kernel.start(ConnectionInfo.read(connectionFile), JavaInterpreter::open, history())) {
            ParentProcess.watch(System.getenv(ParentProcess.VARIABLE), kernel::end);
            InterruptSignal.handle(kernel::interrupt);
            kernel.awaitEnd();
        } catch (IOException e) {
            System.err.println("forkbook: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it; if somebody does, they want the kernel to end.
            Thread.currentThread().interrupt();
        }
        haltSoon();
        return 0;
    }

    private static History history() {
        var home = Path.of(System.getProperty("user.home", "."));
        var file = HistoryFile.ofUser(System.getenv(), System.getProperty("os.name", ""), home);
        return file == null ? new MemoryHistory(1) : new FileHistory(file);
    }

    private static void haltSoon() {
        var thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(HALT_AFTER_MILLIS);
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
