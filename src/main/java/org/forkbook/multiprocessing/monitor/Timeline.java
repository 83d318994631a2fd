package org.forkbook.multiprocessing.monitor;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import org.forkbook.chart.GanttChart;

/**
 * A timeline of a pool, which tells when each worker ran which task: a list of entries, oldest first, that a notebook
 * shows as a chart.
 *
 * <p>The chart has a row for each worker. A bar is a task, or a chunk of a map's tasks; its thin beginning is the
 * time for sending to the worker and back. Starts and ends of workers are marked.
 *
 * <pre>{@code
 * try (var pool = new ProcessPool(2)) {
 *     pool.map(n -> slow(n), List.of(1, 2, 3, 4));
 *     display(pool.timeline());
 * }
 * }</pre>
 */
public final class Timeline extends AbstractList<TaskRecord> {
    private final List<TaskRecord> tasks;
    private final List<WorkerLife> lives;
    private final long forgotten;
    private final Instant made = Instant.now();

    public Timeline(List<TaskRecord> tasks, List<WorkerLife> lives, long forgotten) {
        this.tasks = List.copyOf(tasks);
        this.lives =
                lives.stream().sorted(Comparator.comparing(WorkerLife::started)).toList();
        this.forgotten = forgotten;
    }

    @Override
    public TaskRecord get(int index) {
        return tasks.get(index);
    }

    @Override
    public int size() {
        return tasks.size();
    }

    /** The workers that ran them, in the order of their starts, including those that have ended. */
    public List<WorkerLife> workers() {
        return lives;
    }

    /** The chart as SVG. */
    public String toSvg() {
        return gantt().picture().toSvg();
    }

    /** The chart as HTML. */
    public String toHtml() {
        return gantt().picture().toHtml();
    }

    /** The chart as text. */
    @Override
    public String toString() {
        return gantt().text();
    }

    private GanttChart gantt() {
        return TimelineChart.of(tasks, lives, forgotten, made);
    }
}
