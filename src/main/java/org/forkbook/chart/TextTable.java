package org.forkbook.chart;

import java.util.List;

/**
 * Table of text cells, as HTML and as aligned text.
 *
 * @param columns its columns, from the left
 * @param rows each with a cell for each column
 * @param caption a line beneath it; empty for none
 */
public record TextTable(List<Column> columns, List<List<String>> rows, String caption) {

    public TextTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        int width = columns.size();
        for (var row : rows) {
            if (row.size() != width) {
                throw new IllegalArgumentException(
                        "a row has " + row.size() + " cells, but there are " + width + " columns: " + row);
            }
        }
    }

    /**
     * A column.
     *
     * @param heading the text at its top
     * @param isNumber whether its cells are right-aligned
     */
    public record Column(String heading, boolean isNumber) {

        /** A column of words. */
        public static Column text(String heading) {
            return new Column(heading, false);
        }

        /** A column of numbers. */
        public static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    /** The table as HTML; white space in cells is kept. */
    public String toHtml() {
        var html = new StringBuilder("<table>\n<thead><tr>");
        for (var column : columns) {
            html.append("<th style=\"text-align:").append(side(column)).append("\">");
            html.append(Markup.escape(column.heading())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (var row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append("<td style=\"text-align:")
                        .append(side(columns.get(i)))
                        .append(";white-space:pre\">");
                html.append(Markup.escape(row.get(i))).append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>");
        if (!caption.isEmpty()) {
            html.append("\n<p>").append(Markup.escape(caption)).append("</p>");
        }
        return html.toString();
    }

    private static String side(Column column) {
        return column.isNumber() ? "right" : "left";
    }

    /** The table as text, in columns. */
    @Override
    public String toString() {
        var widths =
                columns.stream().mapToInt(column -> length(column.heading())).toArray();
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(oneLine(row.get(i))));
            }
        }
        var text = new StringBuilder();
        append(text, columns.stream().map(Column::heading).toList(), widths);
        for (var row : rows) {
            append(text, row, widths);
        }
        return caption.isEmpty()
                ? text.toString().stripTrailing()
                : text.append(caption).toString();
    }

    private void append(StringBuilder text, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = oneLine(cells.get(i));
            var blanks = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : "  ");
            line.append(columns.get(i).isNumber() ? blanks + cell : cell + blanks);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    private static String oneLine(String cell) {
        return cell.replace('\n', ' ');
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
