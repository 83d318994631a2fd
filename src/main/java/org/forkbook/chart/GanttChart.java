package org.forkbook.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * What went on when, in rows: the model of a Gantt chart, which {@link #picture} draws and {@link #text} writes.
 *
 * @param title what it is about
 * @param summary what it comes to, in one line
 * @param span the seconds from its left to its right
 * @param rows from top to bottom
 */
public record GanttChart(String title, String summary, double span, List<Row> rows) {
    /** More rows than this are drawn as one. */
    private static final int MOST_ROWS = 32;

    public GanttChart {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param name what stands at its left
     * @param total what stands at its right
     * @param bars in the order of their starts, without overlap
     * @param marks single moments
     */
    public record Row(String name, String total, List<Bar> bars, List<Mark> marks) {
        public Row {
            bars = List.copyOf(bars);
            marks = List.copyOf(marks);
        }
    }

    /**
     * One thing that took time.
     *
     * @param label what it was
     * @param count how many things it stands for
     * @param start the second it began
     * @param way so many seconds of it went by before it ran
     * @param end the second it ended
     * @param bad whether it went wrong
     * @param tip what more there is to say of it
     */
    public record Bar(String label, int count, double start, double way, double end, boolean bad, String tip) {}

    /** What a moment was. */
    public enum Moment {
        /** Something was asked to begin; it has begun at the next {@link #UP}. */
        START,
        /** It had come up. */
        UP,
        /** It ended as it should. */
        END,
        /** It ended as it should not. */
        DEATH
    }

    /** A single moment. */
    public record Mark(Moment moment, double at, String tip) {}

    /** The chart as a picture. */
    public Drawing picture() {
        return new GanttDrawing(new GanttChart(title, summary, span, fewRows())).draw();
    }

    /** The chart in letters, for a terminal. */
    public String text() {
        return new GanttText(new GanttChart(title, summary, span, fewRows())).write();
    }

    private List<Row> fewRows() {
        if (rows.size() <= MOST_ROWS) {
            return rows;
        }
        var kept = new ArrayList<>(rows.subList(0, MOST_ROWS - 1));
        var rest = rows.subList(MOST_ROWS - 1, rows.size());
        int count = rest.stream()
                .flatMap(row -> row.bars().stream())
                .mapToInt(Bar::count)
                .sum();
        var marks = rest.stream().flatMap(row -> row.marks().stream()).toList();
        kept.add(new Row("and " + rest.size() + " more", Units.count(count, "task"), List.of(), marks));
        return kept;
    }

    /**
     * The bars of a row, with those made one that are too close to tell apart.
     *
     * @param least bars shorter than so many seconds are merged with neighbours nearer than that
     */
    static List<Bar> merged(List<Bar> bars, double least) {
        var result = new ArrayList<Bar>();
        for (var bar : bars) {
            var last = result.isEmpty() ? null : result.get(result.size() - 1);
            boolean close = last != null
                    && last.bad() == bar.bad()
                    && bar.start() - last.end() < least / 2
                    && (bar.end() - bar.start() < least || last.end() - last.start() < least);
            if (last == null || !close || (last.end() - last.start() >= 4 * least && last.count() == 1)) {
                result.add(bar);
                continue;
            }
            int count = last.count() + bar.count();
            result.set(
                    result.size() - 1,
                    new Bar(
                            Units.count(count, "task"),
                            count,
                            last.start(),
                            last.way() + bar.way(),
                            Math.max(last.end(), bar.end()),
                            bar.bad(),
                            Units.count(count, "task") + " in " + Units.time(bar.end() - last.start())
                                    + ", too short to draw one by one; they were on their way for "
                                    + Units.time(last.way() + bar.way()) + " of it"));
        }
        return result;
    }
}
