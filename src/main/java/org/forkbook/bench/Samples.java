package org.forkbook.bench;

import java.util.List;

/**
 * Samples of one subject, in the order of measuring.
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

    /** A quantile, by linear interpolation: a quarter of the way between 1 and 2 is 1.25. */
    double quantile(double part) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = part * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
