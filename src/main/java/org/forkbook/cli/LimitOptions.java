package org.forkbook.cli;

import java.time.Duration;
import org.forkbook.grading.Limits;
import picocli.CommandLine.Option;

/** Options of a command for the limits of a submission. */
final class LimitOptions {

    private static final long MEGABYTE = 1L << 20;
    private static final Limits USUAL = Limits.defaults();

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "Elapsed time of the whole notebook (default: 300).")
    private long wall = USUAL.wall().toSeconds();

    @Option(names = "--cell-time", paramLabel = "SECONDS", description = "Elapsed time of one cell (default: 30).")
    private long cell = USUAL.cell().toSeconds();

    @Option(
            names = "--cpu-time",
            paramLabel = "SECONDS",
            description = "Processor time of all processes (default: 240).")
    private long cpu = USUAL.cpu().toSeconds();

    @Option(names = "--memory", paramLabel = "MB", description = "Memory of all processes (default: 2048).")
    private long memory = USUAL.memory() / MEGABYTE;

    @Option(names = "--processes", paramLabel = "N", description = "Processes at once (default: 64).")
    private int processes = USUAL.processes();

    @Option(names = "--disk", paramLabel = "MB", description = "Size of the files that it may write (default: 256).")
    private long disk = USUAL.disk() / MEGABYTE;

    @Option(names = "--output", paramLabel = "MB", description = "Size of what it may print and display (default: 20).")
    private long output = USUAL.output() / MEGABYTE;

    Limits limits() {
        try {
            return new Limits(
                    Duration.ofSeconds(wall),
                    Duration.ofSeconds(cell),
                    Duration.ofSeconds(cpu),
                    memory * MEGABYTE,
                    processes,
                    disk * MEGABYTE,
                    output * MEGABYTE);
        } catch (IllegalArgumentException e) {
            throw CommandException.because(e);
        }
    }
}
