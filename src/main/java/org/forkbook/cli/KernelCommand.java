package org.forkbook.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.forkbook.kernel.KernelMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forkbook kernel}: the Jupyter kernel itself. */
@Command(
        name = "kernel",
        description = {"Runs the Jupyter kernel.", "Jupyter and `forkbook run` start it; you don't need to."})
final class KernelCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CONNECTION_FILE", description = "Jupyter's file with ports and key.")
    private Path connectionFile = Path.of("");

    @Override
    public Integer call() {
        return run(connectionFile);
    }

    /** Serves until a frontend says shut down; returns the process's exit code. */
    static int run(Path connectionFile) {
        return KernelMain.run(connectionFile);
    }
}
