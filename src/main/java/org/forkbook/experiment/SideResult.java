package org.forkbook.experiment;

import java.time.Duration;
import java.util.List;
import org.forkbook.chart.RecordText;

/**
 * Result of one side of a comparison. Times of resource use are means over the runs, because their clocks are coarse.
 *
 * @param kind how the work was done
 * @param workers by how many threads or processes
 * @param walls the wall-clock time of each measured run
 * @param cpuTime the processor time that a run used, in all processes
 * @param blocked total time that its threads waited for monitors that others held
 * @param waited total time that its threads were parked or asleep while they had a task
 * @param gcTime how long garbage collectors worked
 * @param shipped the bytes that a run sent to other processes and got back
 * @param startUp how long it took until all workers were ready, once
 * @param waitedFor what its threads were mostly waiting for; empty when nothing stood out
 */
public record SideResult(
        SideKind kind,
        int workers,
        List<Duration> walls,
        Duration cpuTime,
        Duration blocked,
        Duration waited,
        Duration gcTime,
        long shipped,
        Duration startUp,
        String waitedFor) {

    public SideResult {
        walls = List.copyOf(walls);
    }

    /** Such as {@code 2 threads}. */
    public String name() {
        return kind.name(workers);
    }

    /** The median run. */
    public Duration median() {
        var sorted = walls.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
    }

    /** The fastest run. */
    public Duration fastest() {
        return walls.stream().min(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** The slowest run. */
    public Duration slowest() {
        return walls.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    double seconds() {
        return Comparison.seconds(median());
    }

    /** The fraction of its threads' time that they were blocked, parked or asleep; from 0 to 1. */
    double waitingShare() {
        double mean = walls.stream().mapToDouble(Comparison::seconds).average().orElse(1);
        double all = mean * workers;
        return Math.max(0, Math.min(1, Comparison.seconds(blocked.plus(waited)) / Math.max(1e-9, all)));
    }

    /** The fraction of its time during which a collector worked. */
    double gcShare() {
        double mean = walls.stream().mapToDouble(Comparison::seconds).average().orElse(1);
        int heaps = kind == SideKind.PROCESSES ? workers : 1;
        return Math.min(1, Comparison.seconds(gcTime) / Math.max(1e-9, mean * heaps));
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
