package org.forkbook.experiment;

import java.util.ArrayList;
import java.util.Locale;
import org.forkbook.chart.Units;

/**
 * Explanation of a comparison: for each side its speed, and the likeliest reason by the measurements. It names no
 * reason that the figures don't support.
 */
final class ComparisonExplanation {
    /** From this fraction of the ideal on there is nothing to explain. */
    private static final double GOOD = 0.85;

    private final ComparisonReport report;
    private boolean leavesQuestions;

    ComparisonExplanation(ComparisonReport report) {
        this.report = report;
    }

    String sentence() {
        var parts = new ArrayList<String>();
        for (var side : report.sides()) {
            if (side.kind() != SideKind.SERIAL) {
                parts.add(side.name() + ": " + ComparisonReport.times(report.speedUp(side)) + ", " + why(side));
            }
        }
        if (parts.isEmpty()) {
            return "serial: " + Units.time(report.serial().median()) + ".";
        }
        return String.join("; ", parts) + "." + (leavesQuestions && isStarved() ? starved() : "");
    }

    private String why(SideResult side) {
        return side.kind() == SideKind.THREADS ? whyThreads(side) : whyProcesses(side);
    }

    private String starved() {
        double most = report.sides().stream()
                .mapToDouble(ComparisonExplanation::cores)
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                " No side got the work of more than %.1f cores: the machine had other things to do. Try again when it is at"
                        + " rest.",
                most);
    }

    private boolean isGood(SideResult side) {
        return report.speedUp(side) >= GOOD * report.ideal(side);
    }

    private String whyThreads(SideResult side) {
        if (report.isWaiting()) {
            return isGood(side)
                    ? "as many waits at once as there are threads, because waiting needs no core"
                    : Units.percent(side.waitingShare()) + " of their time they waited";
        }
        if (isGood(side)) {
            return "near the ideal of " + ComparisonReport.times(report.ideal(side))
                    + ", because they wait for nothing";
        }
        if (isTiny()) {
            return "a task takes " + Units.time(report.perTask()) + ", less than passing it to a thread";
        }
        if (side.waitingShare() >= 0.15) {
            var what = side.waitedFor().isEmpty() ? "others" : side.waitedFor();
            return Units.percent(side.waitingShare()) + " of their time went into waiting for " + what;
        }
        if (side.gcShare() >= 0.1) {
            return "they share one heap, and for " + Units.percent(side.gcShare())
                    + " of the time its collector let none of them run";
        }
        double more = Comparison.seconds(side.cpuTime())
                / Math.max(1e-9, Comparison.seconds(report.serial().cpuTime()));
        if (more >= 1.3) {
            return "they were hardly ever blocked, yet used " + ComparisonReport.times(more)
                    + " the processor time for the same work: the cores waited for memory that they share";
        }
        return shortOfIdeal(side);
    }

    private String whyProcesses(SideResult side) {
        var start = " (starting them took " + Units.time(side.startUp()) + ", once)";
        if (isGood(side)) {
            return (report.isWaiting()
                            ? "as many waits at once as there are processes"
                            : "near the ideal of " + ComparisonReport.times(report.ideal(side))
                                    + ", because each has its own memory")
                    + start;
        }
        if (isTiny()) {
            double way = side.seconds() / Math.max(1, report.tasks());
            return "a task takes " + Units.time(report.perTask()) + ", but its way to another process and back "
                    + Units.time(way) + start;
        }
        if (side.gcShare() >= 0.2) {
            return "their collectors worked for " + Units.percent(side.gcShare()) + " of the time" + start;
        }
        return shortOfIdeal(side) + start;
    }

    /** Whether a task is too short to be worth sending to a worker. */
    private boolean isTiny() {
        return Comparison.seconds(report.perTask()) < 20e-6;
    }

    private String shortOfIdeal(SideResult side) {
        leavesQuestions = true;
        return "short of the ideal of " + ComparisonReport.times(report.ideal(side));
    }

    /** Whether no cores were free. */
    private boolean isStarved() {
        return !report.isWaiting()
                && report.sides().stream()
                        .filter(side -> side.workers() > 1)
                        .allMatch(side -> cores(side) < 0.8 * report.ideal(side));
    }

    private static double cores(SideResult side) {
        return Comparison.seconds(side.cpuTime()) / Math.max(1e-9, side.seconds());
    }
}
