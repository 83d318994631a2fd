package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.monitor.WorkerInfo.State;
import org.forkbook.worker.launch.Worker;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a pool's workers: a list of those that run, which a notebook shows as a table together with those
 * that have ended.
 */
public final class WorkerTable extends TableList<WorkerInfo> {
    static final List<Column> COLUMNS = List.of(
            Column.number("PID"),
            Column.text("name"),
            Column.text("state"),
            Column.number("tasks done"),
            Column.number("CPU time"),
            Column.number("resident"),
            Column.number("heap"),
            Column.text("start method"),
            Column.number("exit code"),
            Column.text("why it ended"));

    private static final int AFTER_NAME = 2;

    private final List<WorkerLife> ended;

    private WorkerTable(List<WorkerInfo> workers, List<WorkerLife> ended) {
        super(List.copyOf(workers));
        this.ended = ended;
    }

    /** A worker, with what its scheduler knows about it. */
    public record Row(MonitoredWorker worker, State state, long tasksDone) {}

    public static WorkerTable of(List<Row> rows, List<WorkerLife> ended) {
        var answers = rows.stream().map(row -> row.worker().stats()).toList();
        long deadline = System.nanoTime() + Worker.ANSWER_TIMEOUT_NANOS;
        var workers = new ArrayList<WorkerInfo>();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            boolean isSilent = row.state() == State.STARTING || row.state() == State.ENDING;
            var told = isSilent ? null : await(answers.get(i), deadline);
            var stats = told == null
                    ? ProcessStats.ofSilent(row.worker().host(), row.worker().pid())
                    : told;
            workers.add(new WorkerInfo(
                    row.worker().pid(),
                    row.worker().name(),
                    row.state(),
                    row.tasksDone(),
                    stats.cpu(),
                    stats.resident(),
                    stats.heap(),
                    stats.collecting(),
                    stats.shipped(),
                    row.worker().startMethod(),
                    row.worker().host()));
        }
        return new WorkerTable(workers, ended);
    }

    /** The value of a future; null if it doesn't come in time. */
    static <T> @Nullable T await(CompletableFuture<T> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null; // The worker has ended, or is too busy.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Left for the caller's next wait: this one is a brief look.
            return null;
        }
    }

    /** The workers that have ended, with when and why. */
    public List<WorkerLife> ended() {
        return ended;
    }

    @Override
    TextTable table() {
        var rows = new ArrayList<List<String>>();
        var hosts = new ArrayList<String>();
        for (var worker : entries) {
            hosts.add(worker.host());
            rows.add(List.of(
                    Long.toString(worker.pid()),
                    worker.name(),
                    word(worker.state()),
                    Long.toString(worker.tasksDone()),
                    time(worker.cpuTime()),
                    bytes(worker.memory()),
                    bytes(worker.heap()),
                    word(worker.startMethod()),
                    "",
                    ""));
        }
        for (var life : ended) {
            hosts.add(life.host());
            rows.add(List.of(
                    Long.toString(life.pid()),
                    life.worker(),
                    life.died() ? "died" : "ended",
                    Long.toString(life.tasksDone()),
                    "",
                    "",
                    "",
                    word(life.startMethod()),
                    life.exitCode().isPresent()
                            ? Integer.toString(life.exitCode().getAsInt())
                            : "",
                    life.ending()));
        }
        return tableWithHosts(COLUMNS, rows, hosts);
    }

    /** The table; with the rows' hosts behind their names, if there is any. */
    static TextTable tableWithHosts(List<Column> columns, List<? extends List<String>> rows, List<String> hosts) {
        if (hosts.stream().allMatch(String::isEmpty)) {
            return new TextTable(columns, List.copyOf(rows), "");
        }
        var more = new ArrayList<>(columns);
        more.add(AFTER_NAME, Column.text("host"));
        var longer = new ArrayList<List<String>>();
        for (int i = 0; i < rows.size(); i++) {
            var row = new ArrayList<>(rows.get(i));
            row.add(AFTER_NAME, hosts.get(i));
            longer.add(row);
        }
        return new TextTable(more, longer, "");
    }

    /** Empty, as everywhere in these tables, if it is unknown. */
    static String time(Duration time) {
        return time.isZero() ? "" : Units.time(time);
    }

    static String bytes(long bytes) {
        return bytes == 0 ? "" : Units.bytes(bytes);
    }

    static String word(@Nullable Enum<?> value) {
        return value == null ? "thread" : value.name().toLowerCase(Locale.ROOT);
    }
}
