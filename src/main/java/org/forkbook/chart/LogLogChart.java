package org.forkbook.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.forkbook.chart.SvgBuilder.Anchor;

/**
 * Log-log chart of times: a line for each subject, on axes whose marks are powers of ten.
 *
 * @param title the quantity that grows
 * @param summary what the chart shows, in one sentence
 * @param axis the label of the horizontal axis
 * @param lines the subjects that were measured
 */
public record LogLogChart(String title, String summary, String axis, List<Line> lines) {
    private static final double LEFT = 76;
    private static final double WIDTH = 460;
    private static final double TOP = 52;
    private static final double HEIGHT = 260;
    private static final double GAP = 10;

    public LogLogChart {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param name its name in the legend
     * @param color its colour
     * @param points from left to right
     */
    public record Line(String name, Palette color, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * A point of a line; all numbers are positive.
     *
     * @param x the size of the input
     * @param y the seconds that it took: the median
     * @param low a quarter of the samples took less
     * @param high a quarter of the samples took more
     */
    public record Point(double x, double y, double low, double high) {}

    /** A scale from one power of ten to another. */
    private record Scale(int from, int to, double start, double length) {

        static Scale over(List<Double> values, double start, double length) {
            double least =
                    values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
            double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
            int from = (int) Math.floor(Math.log10(least) + 1e-9);
            return new Scale(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most) - 1e-9)), start, length);
        }

        double at(double value) {
            return start + (Math.log10(value) - from) / (to - from) * length;
        }
    }

    private Scale scale(ToDoubleFunction<Point> lowest, ToDoubleFunction<Point> highest, double start, double length) {
        var values = new ArrayList<Double>();
        for (var line : lines) {
            for (var point : line.points()) {
                values.add(lowest.applyAsDouble(point));
                values.add(highest.applyAsDouble(point));
            }
        }
        return Scale.over(values, start, length);
    }

    /** The chart as a drawing. */
    public Drawing picture() {
        double bottom = TOP + HEIGHT;
        var across = scale(Point::x, Point::x, LEFT, WIDTH);
        var up = scale(Point::low, Point::high, bottom, -HEIGHT);
        double right = LEFT + WIDTH + 30;
        var svg = new SvgBuilder(Math.max(right, TextMetrics.width(title, SvgBuilder.LARGE) * 1.1), bottom + 40);
        svg.text(0, 14, Anchor.START, SvgBuilder.LARGE, Palette.TEXT, true, title);
        for (int power = up.from(); power <= up.to(); power++) {
            double y = up.at(Math.pow(10, power));
            svg.line(LEFT, y, LEFT + WIDTH, y, Palette.TEXT, 0.5, 0.3);
            svg.text(LEFT - GAP, y + 4, Anchor.END, SvgBuilder.SMALL, time(power));
        }
        for (int power = across.from(); power <= across.to(); power++) {
            double x = across.at(Math.pow(10, power));
            svg.line(x, TOP, x, bottom, Palette.TEXT, 0.5, 0.3);
            svg.text(x, bottom + 15, Anchor.MIDDLE, SvgBuilder.SMALL, count(power));
        }
        svg.text(LEFT + WIDTH / 2, bottom + 32, Anchor.MIDDLE, SvgBuilder.SMALL, axis);
        double x = LEFT;
        for (var line : lines) {
            svg.line(x, 30, x + 18, 30, line.color(), 3, 1);
            svg.text(x + 24, 34, Anchor.START, SvgBuilder.SMALL, line.name());
            x += 24 + TextMetrics.width(line.name(), SvgBuilder.SMALL) + 18;
            draw(svg, line, across, up);
        }
        return svg.picture(title, summary);
    }

    private static void draw(SvgBuilder svg, Line line, Scale across, Scale up) {
        Point before = null;
        for (var point : line.points()) {
            double x = across.at(point.x());
            if (before != null) {
                svg.line(across.at(before.x()), up.at(before.y()), x, up.at(point.y()), line.color(), 2, 1);
            }
            svg.line(x, up.at(point.low()), x, up.at(point.high()), line.color(), 1.5, 0.6);
            var tip =
                    line.name() + ", " + String.format(Locale.ROOT, "%,.0f", point.x()) + ": " + Units.time(point.y());
            svg.rect(x - 3, up.at(point.y()) - 3, 6, 6, line.color(), 1, tip);
            before = point;
        }
    }

    private static String time(int power) {
        return Units.time(Math.pow(10, power)).replace(".00", "").replace(".0", "");
    }

    /** A round number as short as can be: 10, 1k, 100M. */
    private static String count(int power) {
        var unit = power >= 9 ? "G" : power >= 6 ? "M" : power >= 3 ? "k" : "";
        int digits = power - (power >= 9 ? 9 : power >= 6 ? 6 : power >= 3 ? 3 : 0);
        return Math.round(Math.pow(10, digits)) + unit;
    }
}
