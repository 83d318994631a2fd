package org.forkbook.chart;

import java.util.Arrays;
import org.forkbook.chart.GanttChart.Moment;
import org.forkbook.chart.GanttChart.Row;

/**
 * Text renderer of a Gantt chart: a block where a row is busy, a shade where something is in transit, a dot where it is
 * idle.
 */
final class GanttText {
    private static final int COLUMNS = 60;

    private final GanttChart gantt;

    GanttText(GanttChart gantt) {
        this.gantt = gantt;
    }

    String write() {
        int names =
                gantt.rows().stream().mapToInt(row -> row.name().length()).max().orElse(0);
        var text = new StringBuilder(gantt.title()).append('\n');
        for (var row : gantt.rows()) {
            if (row.isHeading()) {
                text.append(row.name()).append('\n');
                continue;
            }
            text.append(row.name()).append(" ".repeat(names - row.name().length()));
            text.append(" |")
                    .append(cells(row))
                    .append("| ")
                    .append(row.total())
                    .append('\n');
        }
        var end = Units.time(gantt.span());
        text.append(" ".repeat(names + 2)).append('0');
        text.append(" ".repeat(Math.max(1, COLUMNS - 1 - end.length())))
                .append(end)
                .append('\n');
        return text.append(gantt.summary()).toString();
    }

    private String cells(Row row) {
        var cells = new char[COLUMNS];
        Arrays.fill(cells, ' ');
        double begin = Double.NaN;
        for (var mark : row.marks()) {
            switch (mark.moment()) {
                case START -> begin = mark.at();
                case UP, END, DEATH -> {
                    if (!Double.isNaN(begin)) {
                        Arrays.fill(cells, column(begin), column(mark.at()) + 1, '-');
                    }
                    begin = Double.NaN;
                }
            }
            if (mark.moment() == Moment.UP) {
                Arrays.fill(cells, column(mark.at()), COLUMNS, '·');
            } else if (mark.moment() != Moment.START) {
                Arrays.fill(cells, column(mark.at()), COLUMNS, ' ');
            }
        }
        for (var bar : row.bars()) {
            int from = column(bar.start());
            int runs = column(bar.start() + bar.way());
            int to = Math.max(runs, column(bar.end()));
            Arrays.fill(cells, from, runs, '░');
            Arrays.fill(cells, runs, to + 1, bar.bad() ? '▓' : '█');
        }
        for (var mark : row.marks()) {
            if (mark.moment() == Moment.DEATH) {
                cells[column(mark.at())] = 'X';
            }
        }
        return new String(cells);
    }

    private int column(double seconds) {
        return (int) Math.max(0, Math.min(COLUMNS - 1, seconds / Math.max(gantt.span(), 1e-9) * COLUMNS));
    }
}
