package org.forkbook.chart;

import java.util.List;
import org.forkbook.chart.GanttChart.Bar;
import org.forkbook.chart.GanttChart.Mark;
import org.forkbook.chart.GanttChart.Moment;
import org.forkbook.chart.GanttChart.Row;
import org.forkbook.chart.SvgBuilder.Anchor;
import org.jspecify.annotations.Nullable;

/** SVG renderer of a Gantt chart: names at the left, bars in the middle, totals at the right, time below. */
final class GanttDrawing {
    private static final double PLOT = 520;
    private static final double GAP = 10;
    private static final double ROW = 24;
    private static final double BAR = 16;
    private static final double HEAD = 44;
    private static final double WIDEST_NAME = 220;
    /** The most bars in all: more would make the SVG large, and nobody counts them. */
    private static final int MOST_BARS = 240;

    private final GanttChart gantt;
    private final double left;
    private final double right;
    private final TimeAxis axis;
    private final double least;
    private final SvgBuilder svg;

    GanttDrawing(GanttChart gantt) {
        this.gantt = gantt;
        double names = gantt.rows().stream()
                .mapToDouble(row -> TextMetrics.width(row.name(), SvgBuilder.NORMAL))
                .max()
                .orElse(0);
        double totals = gantt.rows().stream()
                .mapToDouble(row -> TextMetrics.width(row.total(), SvgBuilder.SMALL))
                .max()
                .orElse(0);
        left = Math.min(names, WIDEST_NAME) + GAP;
        right = left + PLOT;
        axis = new TimeAxis(gantt.span(), left, PLOT);
        int rows = Math.max(1, gantt.rows().size());
        double leastPixels = Math.max(1, rows * PLOT / MOST_BARS);
        int bars = gantt.rows().stream().mapToInt(row -> row.bars().size()).sum();
        least = (bars <= MOST_BARS ? 1 : leastPixels) * gantt.span() / PLOT;
        svg = new SvgBuilder(right + GAP + totals + 4, HEAD + rows * ROW + 24);
    }

    Drawing draw() {
        svg.text(0, 14, Anchor.START, SvgBuilder.LARGE, Palette.TEXT, true, gantt.title());
        legend();
        double bottom = HEAD + Math.max(1, gantt.rows().size()) * ROW;
        for (var mark : axis.marks()) {
            svg.line(mark.x(), HEAD - 4, mark.x(), bottom, Palette.TEXT, 0.5, 0.3);
            svg.text(mark.x(), bottom + 15, Anchor.MIDDLE, SvgBuilder.SMALL, mark.label());
        }
        double top = HEAD;
        for (var row : gantt.rows()) {
            draw(row, top);
            top += ROW;
        }
        return svg.picture(gantt.title(), gantt.summary());
    }

    private void legend() {
        double y = 32;
        double x = left;
        svg.rect(x, y - 8, 14, 9, Palette.BLUE, 1);
        x = label(x + 18, y, "runs");
        svg.rect(x, y - 6, 14, 5, Palette.BLUE, 0.45);
        x = label(x + 18, y, "on its way");
        svg.line(x, y - 3.5, x + 14, y - 3.5, Palette.GREY, 1.5, 1, true, "");
        x = label(x + 18, y, "worker starts");
        if (has(Moment.DEATH)) {
            svg.cross(x + 6, y - 4, 4, Palette.VERMILLION, "");
            x = label(x + 16, y, "worker died");
        }
        if (gantt.rows().stream().flatMap(row -> row.bars().stream()).anyMatch(Bar::bad)) {
            svg.rect(x, y - 8, 14, 9, Palette.VERMILLION, 1);
            label(x + 18, y, "failed");
        }
    }

    private boolean has(Moment moment) {
        return gantt.rows().stream().flatMap(row -> row.marks().stream()).anyMatch(mark -> mark.moment() == moment);
    }

    private double label(double x, double y, String text) {
        svg.text(x, y, Anchor.START, SvgBuilder.SMALL, text);
        return x + TextMetrics.width(text, SvgBuilder.SMALL) + 14;
    }

    private void draw(Row row, double top) {
        double middle = top + ROW / 2;
        if (row.isHeading()) {
            // Bold letters are wider.
            var name = TextMetrics.fit(row.name(), SvgBuilder.NORMAL, 0.85 * (left - GAP));
            svg.text(0, middle + 4, Anchor.START, SvgBuilder.NORMAL, Palette.TEXT, true, name);
            svg.line(left, middle, right, middle, Palette.GREY, 1, 0.6);
            return;
        }
        svg.text(
                left - GAP,
                middle + 4,
                Anchor.END,
                SvgBuilder.NORMAL,
                TextMetrics.fit(row.name(), SvgBuilder.NORMAL, WIDEST_NAME));
        svg.text(right + GAP, middle + 4, Anchor.START, SvgBuilder.SMALL, row.total());
        starts(row.marks(), middle);
        for (var bar : GanttChart.merged(row.bars(), least)) {
            draw(bar, middle);
        }
        for (var mark : row.marks()) {
            double x = axis.at(mark.at());
            if (mark.moment() == Moment.DEATH) {
                svg.cross(x, middle, 5, Palette.VERMILLION, mark.tip());
            } else if (mark.moment() == Moment.END) {
                svg.line(x, middle - 7, x, middle + 7, Palette.GREY, 2, 1, false, mark.tip());
            }
        }
    }

    /** A dashed line from each start to the moment when it was up. */
    private void starts(List<Mark> marks, double middle) {
        @Nullable Mark start = null;
        for (var mark : marks) {
            if (mark.moment() == Moment.START) {
                start = mark;
            } else if (start != null) {
                double from = axis.at(start.at());
                double to = axis.at(mark.at());
                svg.line(from, middle, to, middle, Palette.GREY, 1.5, 1, true, start.tip());
                if (mark.moment() == Moment.UP) {
                    svg.line(to, middle - 7, to, middle + 7, Palette.GREY, 2, 1, false, mark.tip());
                }
                start = null;
            }
        }
    }

    private void draw(Bar bar, double middle) {
        var color = bar.bad() ? Palette.VERMILLION : Palette.BLUE;
        double from = axis.at(bar.start());
        double runs = axis.at(bar.start() + bar.way());
        double to = axis.at(bar.end());
        if (runs - from >= 0.5) {
            svg.rect(from, middle - 4, runs - from, 8, color, 0.45, bar.tip());
        }
        svg.rect(runs, middle - BAR / 2, to - runs - (to - runs > 3 ? 0.7 : 0), BAR, color, 1, bar.tip());
        var label = TextMetrics.fit(bar.label(), SvgBuilder.SMALL, to - runs - 6);
        if (!label.isEmpty()) {
            svg.textOnBar((runs + to) / 2, middle + 4, Anchor.MIDDLE, SvgBuilder.SMALL, label);
        }
    }
}
