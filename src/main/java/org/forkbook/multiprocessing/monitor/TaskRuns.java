package org.forkbook.multiprocessing.monitor;

import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.pool.Pool;
import org.jspecify.annotations.Nullable;

/**
 * A list of calls with their results and workers, in the order of the tasks, which a notebook shows as a table.
 *
 * @param <T> the tasks' type
 * @param <R> the results' type
 */
public final class TaskRuns<T extends @Nullable Object, R extends @Nullable Object> extends TableList<TaskRun<T, R>> {
    private static final int MOST_ROWS = 100;
    private static final int WIDEST = 80;

    private final String taskHeading;
    private final String resultHeading;

    public TaskRuns(List<TaskRun<T, R>> runs) {
        this(runs, "task", "result");
    }

    private TaskRuns(List<TaskRun<T, R>> runs, String taskHeading, String resultHeading) {
        super(runs);
        this.taskHeading = taskHeading;
        this.resultHeading = resultHeading;
    }

    /** The results alone, as {@link Pool#map} returns them. */
    public List<R> results() {
        var results = new ArrayList<R>();
        entries.forEach(run -> results.add(run.result()));
        return results;
    }

    /** The processes that ran them, each once, in the order of their first calls. */
    public List<Long> pids() {
        return entries.stream()
                .sorted(Comparator.comparing(TaskRun::start))
                .map(TaskRun::pid)
                .distinct()
                .toList();
    }

    /** The same with other headings for the first two columns, such as {@code number} and {@code square}. */
    public TaskRuns<T, R> withHeadings(String task, String result) {
        return new TaskRuns<>(entries, task, result);
    }

    @Override
    TextTable table() {
        var first = entries.stream()
                .map(TaskRun::start)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        boolean threads = entries.stream().map(TaskRun::worker).distinct().count()
                > entries.stream().map(TaskRun::pid).distinct().count();
        var rows = new ArrayList<List<String>>();
        for (var run : entries.subList(0, Math.min(MOST_ROWS, entries.size()))) {
            rows.add(List.of(
                    text(run.task()),
                    text(run.result()),
                    run.pid() + (threads ? ", " + run.worker() : ""),
                    Units.time(Duration.between(first, run.start())),
                    Units.time(run.duration())));
        }
        var columns = List.of(
                column(taskHeading, entries.stream().allMatch(run -> run.task() instanceof Number)),
                column(resultHeading, entries.stream().allMatch(run -> run.result() instanceof Number)),
                column(threads ? "PID, thread" : "PID", !threads),
                Column.number("started at"),
                Column.number("took"));
        int more = entries.size() - rows.size();
        return new TextTable(columns, rows, more == 0 ? "" : "… and " + Units.count(more, "more row"));
    }

    private static Column column(String heading, boolean isNumber) {
        return isNumber ? Column.number(heading) : Column.text(heading);
    }

    private static String text(@Nullable Object value) {
        String text;
        if (value != null && value.getClass().isArray()) {
            var elements = new Object[Math.min(WIDEST, Array.getLength(value))];
            Arrays.setAll(elements, i -> Array.get(value, i));
            text = Arrays.deepToString(elements);
        } else {
            text = String.valueOf(value);
        }
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
