package org.forkbook.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time axis from zero to a span, with as many marks at round times as there is room for. */
final class TimeAxis {
    private static final double[] STEPS = {1, 2, 5, 10};
    private static final double ROOM = 70;

    private final double span;
    private final double left;
    private final double width;

    /**
     * @param span the seconds that it shows
     * @param left where zero is
     * @param width how many pixels the span has
     */
    TimeAxis(double span, double left, double width) {
        this.span = Math.max(span, 1e-6);
        this.left = left;
        this.width = width;
    }

    /** The position of a time. */
    double at(double seconds) {
        return left + Math.max(0, Math.min(1, seconds / span)) * width;
    }

    /** A mark with its position and label. */
    record Mark(double x, String label) {}

    List<Mark> marks() {
        double step = step();
        var unit = span >= 600 ? "min" : span >= 1.5 ? "s" : span >= 1.5e-3 ? "ms" : "µs";
        double factor = switch (unit) {
            case "min" -> 1 / 60.0;
            case "s" -> 1;
            case "ms" -> 1e3;
            default -> 1e6;
        };
        var marks = new ArrayList<Mark>();
        for (int i = 0; i * step <= span * 1.0001; i++) {
            double value = i * step * factor;
            var text = Math.abs(value - Math.rint(value)) < 1e-6
                    ? String.format(Locale.ROOT, "%.0f", value)
                    : String.format(Locale.ROOT, "%.1f", value);
            marks.add(new Mark(at(i * step), i == 0 ? "0" : text + " " + unit));
        }
        return marks;
    }

    private double step() {
        double least = span * ROOM / width;
        if (span >= 600) {
            double minutes = least / 60;
            return 60 * round(Math.max(minutes, 1));
        }
        return round(least);
    }

    private static double round(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * power >= least * 0.9999) {
                return step * power;
            }
        }
        throw new AssertionError(least);
    }
}
