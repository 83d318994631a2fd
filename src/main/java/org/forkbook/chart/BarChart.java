package org.forkbook.chart;

import java.util.List;
import org.forkbook.chart.SvgBuilder.Anchor;

/**
 * Bar chart that compares times: each bar shows a median with its spread and its ideal.
 *
 * @param title what is compared
 * @param summary the result, in one sentence
 * @param bars from top to bottom
 * @param lostLabel the meaning of the bars' pale part, for the legend
 */
public record BarChart(String title, String summary, List<Bar> bars, String lostLabel) {
    private static final double PLOT = 420;
    private static final double GAP = 10;
    private static final double ROW = 34;
    private static final double BAR = 18;
    private static final double HEAD = 52;
    private static final int COLUMNS = 40;

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * A bar.
     *
     * @param name the label at its left
     * @param color its colour
     * @param seconds its length: the median
     * @param least the shortest that was measured
     * @param most the longest that was measured
     * @param ideal the length that it would have had at best; 0 for none
     * @param lost the part of it, from 0 to 1, that was not work
     * @param figure the label at its right
     */
    public record Bar(
            String name,
            Palette color,
            double seconds,
            double least,
            double most,
            double ideal,
            double lost,
            String figure) {}

    /** The chart as a drawing. */
    public Drawing picture() {
        double left = widest(bars.stream().map(Bar::name).toList(), SvgBuilder.NORMAL) + GAP;
        double right = widest(bars.stream().map(Bar::figure).toList(), SvgBuilder.SMALL) + 2 * GAP;
        double longest = longest();
        var axis = new TimeAxis(longest, left, PLOT);
        double bottom = HEAD + bars.size() * ROW;
        var svg = new SvgBuilder(
                Math.max(left + PLOT + right, TextMetrics.width(title, SvgBuilder.LARGE) * 1.1), bottom + 24);
        svg.text(0, 14, Anchor.START, SvgBuilder.LARGE, Palette.TEXT, true, title);
        legend(svg, left);
        for (var mark : axis.marks()) {
            svg.line(mark.x(), HEAD - 6, mark.x(), bottom, Palette.TEXT, 0.5, 0.3);
            svg.text(mark.x(), bottom + 15, Anchor.MIDDLE, SvgBuilder.SMALL, mark.label());
        }
        double middle = HEAD + ROW / 2;
        for (var bar : bars) {
            draw(svg, axis, bar, left, middle);
            middle += ROW;
        }
        return svg.picture(title, summary);
    }

    private static double widest(List<String> texts, double size) {
        return texts.stream()
                .mapToDouble(text -> TextMetrics.width(text, size))
                .max()
                .orElse(0);
    }

    private double longest() {
        return bars.stream()
                .mapToDouble(bar -> Math.max(bar.most(), bar.ideal()))
                .max()
                .orElse(1);
    }

    private void legend(SvgBuilder svg, double left) {
        double y = 34;
        svg.line(left, y - 4, left + 16, y - 4, Palette.TEXT, 1.5, 1);
        svg.line(left, y - 8, left, y, Palette.TEXT, 1.5, 1).line(left + 16, y - 8, left + 16, y, Palette.TEXT, 1.5, 1);
        double x = left + 22;
        svg.text(x, y, Anchor.START, SvgBuilder.SMALL, "fastest to slowest run");
        x += TextMetrics.width("fastest to slowest run", SvgBuilder.SMALL) + 14;
        if (bars.stream().anyMatch(bar -> bar.ideal() > 0)) {
            svg.line(x, y - 11, x, y + 2, Palette.VERMILLION, 2, 1, true, "");
            svg.text(x + 6, y, Anchor.START, SvgBuilder.SMALL, "ideal");
            x += 6 + TextMetrics.width("ideal", SvgBuilder.SMALL) + 14;
        }
        if (bars.stream().anyMatch(bar -> bar.lost() >= 0.02)) {
            svg.rect(x, y - 9, 14, 10, Palette.GREY, 0.35);
            svg.text(x + 18, y, Anchor.START, SvgBuilder.SMALL, lostLabel);
        }
    }

    private void draw(SvgBuilder svg, TimeAxis axis, Bar bar, double left, double middle) {
        svg.text(left - GAP, middle + 4, Anchor.END, SvgBuilder.NORMAL, bar.name());
        double end = axis.at(bar.seconds());
        double works = bar.lost() < 0.02 ? end : left + (end - left) * (1 - bar.lost());
        var tip = bar.name() + ": " + bar.figure() + "\n" + Units.time(bar.least()) + " to " + Units.time(bar.most());
        svg.rect(left, middle - BAR / 2, works - left, BAR, bar.color(), 1, tip);
        if (works < end) {
            svg.rect(works, middle - BAR / 2, end - works, BAR, bar.color(), 0.35, tip + "\n" + lostLabel);
        }
        double least = axis.at(bar.least());
        double most = axis.at(bar.most());
        double y = middle + BAR / 2 + 4;
        svg.line(least, y, most, y, Palette.TEXT, 1.5, 1);
        svg.line(least, y - 3, least, y + 3, Palette.TEXT, 1.5, 1).line(most, y - 3, most, y + 3, Palette.TEXT, 1.5, 1);
        if (bar.ideal() > 0) {
            double ideal = axis.at(bar.ideal());
            svg.line(
                    ideal,
                    middle - ROW / 2 + 3,
                    ideal,
                    middle + BAR / 2,
                    Palette.VERMILLION,
                    2,
                    1,
                    true,
                    "ideal: " + Units.time(bar.ideal()));
        }
        svg.text(left + PLOT + GAP, middle + 4, Anchor.START, SvgBuilder.SMALL, bar.figure());
    }

    /** The chart as text, for a terminal. */
    public String text() {
        int names = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
        var text = new StringBuilder(title).append('\n');
        for (var bar : bars) {
            int all = (int) Math.max(1, Math.round(bar.seconds() / longest() * COLUMNS));
            int lost = bar.lost() < 0.02 ? 0 : (int) Math.round(all * bar.lost());
            text.append(bar.name()).append(" ".repeat(names - bar.name().length() + 1));
            text.append("█".repeat(all - lost)).append("░".repeat(lost));
            text.append(" ".repeat(Math.max(0, COLUMNS - all) + 1))
                    .append(bar.figure())
                    .append('\n');
        }
        return text.append(summary).toString();
    }
}
