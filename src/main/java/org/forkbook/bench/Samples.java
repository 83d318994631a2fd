package org.forkbook.bench;

import java.util.List;

/**
 * What a contestant was measured to need, in the order of measuring.
 *
 * @param values at least one
 */
record Samples(List<Double> values) {

    Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there are no samples");
        }
    }

    double median() {
        return quantile(0.5);
    }

    /** A quarter of the samples is less than this. */
    double lowerQuartile() {
        return quantile(0.25);
    }

    /** A quarter of the samples is more than this. */
    double upperQuartile() {
        return quantile(0.75);
    }

    /** Between two samples it is drawn straight: of 1 and 2, a quarter of the way is 1.25. */
    double quantile(double part) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
