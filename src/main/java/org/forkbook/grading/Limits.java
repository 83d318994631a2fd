package org.forkbook.grading;

import java.time.Duration;
import org.forkbook.chart.RecordText;
import org.forkbook.chart.Units;

/**
 * Resource limits of one submission.
 *
 * @param wall time on the clock, for the whole notebook
 * @param cell time on the clock, for one cell; then it is interrupted, and the next one runs
 * @param cpu processor time, of all its processes together
 * @param memory bytes that its processes have for themselves, all together
 * @param processes how many processes it may have at once
 * @param disk bytes in its folders, which are gone afterwards
 * @param output bytes that it may print and display
 */
public record Limits(Duration wall, Duration cell, Duration cpu, long memory, int processes, long disk, long output) {

    private static final long MEGABYTE = 1L << 20;

    /** Checks that all are positive. */
    public Limits {
        positive("wall", wall);
        positive("cell", cell);
        positive("cpu", cpu);
        positive("memory", memory);
        positive("processes", processes);
        positive("disk", disk);
        positive("output", output);
    }

    private static void positive(String name, Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, got " + Units.seconds(time));
        }
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, got " + value);
        }
    }

    /**
     * The defaults, ample for a lesson on a busy machine: five minutes, 30 s per cell as with nbgrader, 2 GB, 64
     * processes.
     */
    public static Limits defaults() {
        return new Limits(
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(4),
                2048 * MEGABYTE,
                64,
                256 * MEGABYTE,
                20 * MEGABYTE);
    }

    /** The same limits with another wall-clock time. */
    Limits withWall(Duration time) {
        return new Limits(time, cell, cpu, memory, processes, disk, output);
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }

    /** The heap of a submission's kernel, in MB; it leaves memory for workers. */
    long heapMegabytes() {
        return Math.max(64, memory / MEGABYTE / 3);
    }
}
