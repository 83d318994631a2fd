package org.forkbook.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forkbook.chart.BarChart;
import org.forkbook.chart.Markup;
import org.forkbook.chart.Palette;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.chart.Units;
import org.forkbook.multiprocessing.WorkerProcess;

/**
 * Report of a {@link Comparison}: a chart, the figures, and a sentence on what happened and why.
 *
 * @param name what was compared
 * @param tasks how many tasks a run has
 * @param sides the result of each side; the serial one is first
 * @param load the machine's load average at the end of it; negative where it is unknown
 */
public record ComparisonReport(String name, int tasks, List<SideResult> sides, double load) {
    /** The table's entry for a value that isn't measured on a side, unlike a zero. */
    private static final String NOTHING = "–";

    public ComparisonReport {
        sides = List.copyOf(sides);
    }

    /** The side without threads and processes. */
    public SideResult serial() {
        return sides.get(0);
    }

    /** How many times as fast as the serial side another one is, by their medians. */
    public double speedUp(SideResult side) {
        return serial().seconds() / Math.max(1e-9, side.seconds());
    }

    /**
     * The best speed-up that a side could have: one for each core, or, where work is waiting, one for each worker; but
     * no more than there are tasks.
     */
    public double ideal(SideResult side) {
        int busy = Math.max(1, Math.min(side.workers(), tasks));
        return isWaiting() ? busy : Math.min(busy, WorkerProcess.cpuCount());
    }

    /** Whether the work needs a core for a small part of its time only. */
    boolean isWaiting() {
        return Comparison.seconds(serial().waited()) > 0.6 * serial().seconds();
    }

    /** The explanation of the result. */
    public String sentence() {
        return new ComparisonExplanation(this).sentence();
    }

    /** The chart alone. */
    public String toSvg() {
        return chart().picture().toSvg();
    }

    /** The chart, the sentence and the table. */
    public String toHtml() {
        var sentence = Markup.escape(sentence());
        return chart().picture().toHtml() + "\n<p>" + sentence + "</p>\n" + table().toHtml();
    }

    @Override
    public String toString() {
        return chart().text() + "\n" + table();
    }

    private BarChart chart() {
        var bars = sides.stream()
                .map(side -> new BarChart.Bar(
                        side.name(),
                        ink(side.kind()),
                        side.seconds(),
                        Comparison.seconds(side.fastest()),
                        Comparison.seconds(side.slowest()),
                        side.kind() == SideKind.SERIAL ? 0 : serial().seconds() / ideal(side),
                        waitingShare(side),
                        figure(side)))
                .toList();
        return new BarChart(name, sentence(), bars, "waiting");
    }

    /**
     * The part of a bar that was waiting. For processes only the processor time is known: for work that waits, the rest
     * was waiting.
     */
    private double waitingShare(SideResult side) {
        if (side.kind() != SideKind.PROCESSES) {
            return side.waitingShare();
        }
        double all = side.seconds() * Math.min(side.workers(), tasks);
        return isWaiting() ? Math.max(0, 1 - Comparison.seconds(side.cpuTime()) / Math.max(1e-9, all)) : 0;
    }

    private static Palette ink(SideKind kind) {
        return switch (kind) {
            case SERIAL -> Palette.GREY;
            case THREADS -> Palette.GREEN;
            case PROCESSES -> Palette.BLUE;
        };
    }

    private String figure(SideResult side) {
        var time = Units.time(side.median());
        return side.kind() == SideKind.SERIAL ? time : time + ", " + times(speedUp(side)) + " of " + times(ideal(side));
    }

    static String times(double factor) {
        var format = factor < 0.095 ? "%.2fx" : factor < 9.95 ? "%.1fx" : "%.0fx";
        return String.format(Locale.ROOT, format, factor);
    }

    private TextTable table() {
        var rows = new ArrayList<List<String>>();
        for (var side : sides) {
            boolean isSerial = side.kind() == SideKind.SERIAL;
            boolean apart = side.kind() == SideKind.PROCESSES;
            rows.add(List.of(
                    side.name(),
                    Units.time(side.median()),
                    Units.time(side.fastest()) + " – " + Units.time(side.slowest()),
                    isSerial ? NOTHING : precise(speedUp(side)),
                    isSerial ? NOTHING : times(ideal(side)),
                    Units.time(side.cpuTime()),
                    apart ? NOTHING : Units.time(side.blocked()),
                    apart ? NOTHING : Units.time(side.waited()),
                    Units.time(side.gcTime()),
                    isSerial ? NOTHING : Units.time(side.startUp()),
                    apart ? Units.bytes(side.shipped()) : NOTHING));
        }
        var columns = List.of(
                Column.text("side"),
                Column.number("wall time"),
                Column.number("spread"),
                Column.number("speed-up"),
                Column.number("ideal"),
                Column.number("CPU time"),
                Column.number("blocked"),
                Column.number("waited"),
                Column.number("GC time"),
                Column.number("start-up, once"),
                Column.number("shipped"));
        return new TextTable(columns, rows, caption());
    }

    private static String precise(double factor) {
        return String.format(Locale.ROOT, "%.2fx", factor);
    }

    private String caption() {
        int runs = serial().walls().size();
        return Units.count(tasks, "task") + ", " + Units.count(runs, "measured run")
                + " of each side, wall time: the median;"
                + " the same results on all sides. Blocked and waited: all threads of a run together; – is not measured. "
                + Units.count(WorkerProcess.cpuCount(), "core") + ", Java "
                + Runtime.version().feature()
                + (load < 0 ? "" : String.format(Locale.ROOT, ", load average %.1f", load)) + ".";
    }

    /** How long a task takes on the serial side. */
    Duration perTask() {
        return serial().median().dividedBy(tasks);
    }
}
