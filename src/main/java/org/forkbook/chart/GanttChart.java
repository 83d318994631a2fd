package org.forkbook.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * Gantt chart of activities in rows, which {@link #picture} draws and {@link #text} writes.
 *
 * @param title its subject
 * @param summary the result, in one line
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
     * A row.
     *
     * @param name the label at its left
     * @param total the label at its right
     * @param bars in the order of their starts, without overlap
     * @param marks single moments
     */
    public record Row(String name, String total, List<Bar> bars, List<Mark> marks) {
        public Row {
            bars = List.copyOf(bars);
            marks = List.copyOf(marks);
        }

        /** A row that names the group of those below it. */
        public static Row heading(String name) {
            return new Row(name, "", List.of(), List.of());
        }

        boolean isHeading() {
            return total.isEmpty() && bars.isEmpty() && marks.isEmpty();
        }
    }

    /**
     * An activity.
     *
     * @param label what it was
     * @param count how many things it stands for
     * @param start the second it began
     * @param way how many seconds it spent in transit before it ran
     * @param end the second it ended
     * @param bad whether it failed
     * @param tip further details
     */
    public record Bar(String label, int count, double start, double way, double end, boolean bad, String tip) {}

    /** The kind of a moment. */
    public enum Moment {
        /** A start was requested; it is complete at the next {@link #UP}. */
        START,
        /** It was ready. */
        UP,
        /** It ended normally. */
        END,
        /** It ended abnormally. */
        DEATH
    }

    /** A single moment. */
    public record Mark(Moment moment, double at, String tip) {}

    /** The chart as a drawing. */
    public Drawing picture() {
        return new GanttDrawing(new GanttChart(title, summary, span, fewRows())).draw();
    }

    /** The chart as text, for a terminal. */
    public String text() {
        return new GanttText(new GanttChart(title, summary, span, fewRows())).write();
    }

    private List<Row> fewRows() {
        if (rows.stream().filter(row -> !row.isHeading()).count() <= MOST_ROWS) {
            return rows;
        }
        var kept = new ArrayList<Row>();
        int drawn = 0;
        for (var row : rows) {
            if (!row.isHeading() && ++drawn == MOST_ROWS) {
                break;
            }
            kept.add(row);
        }
        var rest = rows.subList(kept.size(), rows.size()).stream()
                .filter(row -> !row.isHeading())
                .toList();
        if (kept.get(kept.size() - 1).isHeading()) {
            kept.remove(kept.size() - 1); // Its first row is among the rest.
        }
        int count = rest.stream()
                .flatMap(row -> row.bars().stream())
                .mapToInt(Bar::count)
                .sum();
        var marks = rest.stream().flatMap(row -> row.marks().stream()).toList();
        kept.add(new Row("and " + rest.size() + " more", Units.count(count, "task"), List.of(), marks));
        return kept;
    }

    /**
     * The bars of a row, with adjacent bars merged that are too close to distinguish.
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
