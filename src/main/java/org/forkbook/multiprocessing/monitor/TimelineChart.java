package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.forkbook.chart.GanttChart;
import org.forkbook.chart.GanttChart.Bar;
import org.forkbook.chart.GanttChart.Mark;
import org.forkbook.chart.GanttChart.Moment;
import org.forkbook.chart.GanttChart.Row;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.monitor.TaskRecord.Outcome;

/**
 * A Gantt chart of a pool's tasks: one row per worker, in seconds from the first event. The workers of a node follow its
 * name.
 */
final class TimelineChart {
    private final List<TaskRecord> tasks;
    private final Instant zero;
    private final Instant end;

    private TimelineChart(List<TaskRecord> tasks, Instant zero, Instant end) {
        this.tasks = tasks;
        this.zero = zero;
        this.end = end;
    }

    static GanttChart of(List<TaskRecord> tasks, List<WorkerLife> lives, long forgotten, Instant now) {
        var first = Stream.concat(
                        tasks.stream().map(TaskRecord::start),
                        forgotten > 0 ? Stream.empty() : lives.stream().map(WorkerLife::started))
                .min(Comparator.naturalOrder())
                .orElse(now);
        var last = Stream.concat(
                        tasks.stream().map(TaskRecord::end),
                        lives.stream()
                                .flatMap(life -> Stream.of(life.started(), life.ready(), life.ended())
                                        .filter(at -> at != null)))
                .max(Comparator.naturalOrder())
                .orElse(now);
        return new TimelineChart(tasks, first, last).gantt(lives, forgotten);
    }

    private GanttChart gantt(List<WorkerLife> lives, long forgotten) {
        var rows = new ArrayList<Row>();
        var host = "";
        for (var life : byHost(lives)) {
            var own = tasks.stream()
                    .filter(task -> task.pid() == life.pid() && task.worker().equals(life.worker()))
                    .toList();
            boolean rests = own.isEmpty() && life.ended() != null && !life.died();
            if (!rests || lives.size() <= 8) {
                if (!life.host().equals(host)) {
                    host = life.host();
                    rows.add(Row.heading(host));
                }
                rows.add(row(life, own));
            }
        }
        return new GanttChart(title(lives), summary(lives, forgotten), Math.max(at(end), 1e-3), rows);
    }

    private static List<WorkerLife> byHost(List<WorkerLife> lives) {
        return lives.stream().sorted(Comparator.comparing(WorkerLife::host)).toList(); // A stable sort.
    }

    private static String title(List<WorkerLife> lives) {
        if (lives.isEmpty()) {
            return "Timeline";
        }
        var name = lives.get(0).worker();
        int suffix = name.lastIndexOf("-worker-");
        return "Timeline of " + (suffix < 0 ? name : name.substring(0, suffix));
    }

    private Row row(WorkerLife life, List<TaskRecord> own) {
        var bars = own.stream().map(this::bar).toList();
        var marks = new ArrayList<Mark>();
        marks.add(new Mark(
                Moment.START,
                at(life.started()),
                life.worker() + " was started"
                        + (life.ready() == null
                                ? ""
                                : "; it was up after " + Units.time(Duration.between(life.started(), life.ready())))));
        if (life.ready() != null) {
            marks.add(new Mark(Moment.UP, at(life.ready()), life.worker() + " has come up"));
        }
        if (life.ended() != null) {
            var moment = life.died() ? Moment.DEATH : Moment.END;
            marks.add(new Mark(moment, at(life.ended()), life.worker() + ": " + life.ending()));
        }
        return new Row(name(life), total(life, own), bars, marks);
    }

    private static String name(WorkerLife life) {
        int suffix = life.worker().lastIndexOf("-worker-");
        var name = suffix < 0 ? life.worker() : life.worker().substring(suffix + 1);
        boolean isThread =
                life.host().isEmpty() && life.pid() == ProcessHandle.current().pid();
        return isThread ? "thread " + name : "PID " + life.pid() + ", " + name;
    }

    private String total(WorkerLife life, List<TaskRecord> own) {
        long count = own.stream().mapToLong(TaskRecord::tasks).sum();
        var alive = Duration.between(
                life.ready() == null ? life.started() : life.ready(), life.ended() == null ? end : life.ended());
        double part = seconds(busy(own)) / Math.max(1e-9, seconds(alive));
        return Units.count(count, "task") + (own.isEmpty() ? "" : ", ran " + Units.percent(Math.min(1, part)));
    }

    private static Duration busy(List<TaskRecord> own) {
        return own.stream().map(TaskRecord::running).reduce(Duration.ZERO, Duration::plus);
    }

    private Bar bar(TaskRecord task) {
        double start = at(task.start());
        double whole = seconds(task.duration());
        boolean bad = task.outcome() != Outcome.DONE;
        var tip = task.task() + "\nstarted at " + Units.time(start) + ", ran " + Units.time(task.running())
                + "\nwaited " + Units.time(task.waiting()) + " for a worker, "
                + Units.time(task.duration().minus(task.running())) + " on its way"
                + (bad ? "\n" + task.outcome().toString().toLowerCase(Locale.ROOT) : "");
        double way = Math.max(0, whole - seconds(task.running()));
        return new Bar(label(task), task.tasks(), start, way, start + whole, bad, tip);
    }

    /** Short, because a bar has little room. */
    private static String label(TaskRecord task) {
        var text = task.task();
        int numbers = Math.max(text.indexOf("task "), text.indexOf("tasks "));
        int of = text.lastIndexOf(" of ");
        if (numbers < 0) {
            return text;
        }
        var own = text.substring(text.indexOf(' ', numbers) + 1, of < numbers ? text.length() : of);
        return own.replace(" to ", "–");
    }

    private String summary(List<WorkerLife> lives, long forgotten) {
        long count = tasks.stream().mapToLong(TaskRecord::tasks).sum();
        long failed =
                tasks.stream().filter(task -> task.outcome() != Outcome.DONE).count();
        long died = lives.stream().filter(WorkerLife::died).count();
        var longest = tasks.stream().map(TaskRecord::waiting).max(Comparator.naturalOrder());
        return Units.count(count, "task") + " on " + Units.count(lives.size(), "worker") + hosts(lives) + " in "
                + Units.time(at(end)) + "; they ran for " + Units.time(busy(tasks)) + " in all"
                + longest.map(time -> ", and waited for a worker for at most " + Units.time(time))
                        .orElse("")
                + (failed == 0 ? "" : "; " + failed + " failed")
                + (died == 0 ? "" : "; " + Units.count(died, "worker") + " died")
                + (forgotten == 0 ? "" : "; " + Units.count(forgotten, "task") + " before them are forgotten")
                + ".";
    }

    private static String hosts(List<WorkerLife> lives) {
        long hosts = lives.stream()
                .map(WorkerLife::host)
                .filter(host -> !host.isEmpty())
                .distinct()
                .count();
        return hosts == 0 ? "" : " of " + Units.count(hosts, "node");
    }

    private double at(Instant moment) {
        return seconds(Duration.between(zero, moment));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
