package org.forkbook.cli;

import java.util.concurrent.Callable;
import org.forkbook.bench.side.SideMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code forkbook bench-side}: a program that {@code forkbook bench} times; for its use only. */
@Command(name = "bench-side", hidden = true, description = "Runs a program that forkbook bench times.")
final class BenchSideCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "What to run.")
    private String program = "";

    @Parameters(index = "1", paramLabel = "METHOD", description = "How workers start.")
    private String method = "";

    @Parameters(index = "2", paramLabel = "SIZE", description = "How much work to do.")
    private int size;

    @Override
    public Integer call() throws Exception {
        SideMain.run(program, method, size);
        return ExitCode.OK;
    }
}
