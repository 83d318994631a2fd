package org.forkbook.bench;

import java.util.Locale;
import org.forkbook.chart.Units;

/** Unit of a measure, its format, and whether less or more of it is better. */
enum Quantity {
    SECONDS(true),
    BYTES(true),
    /** A number of things, at best zero. */
    COUNT(true),
    /** A fraction of one processor's time. */
    CPU(true),
    /** A speed-up factor. */
    SPEED_UP(false);

    private final boolean lessIsBetter;

    Quantity(boolean lessIsBetter) {
        this.lessIsBetter = lessIsBetter;
    }

    boolean lessIsBetter() {
        return lessIsBetter;
    }

    String format(double value) {
        return switch (this) {
            case SECONDS -> Units.time(value);
            case BYTES -> Units.bytes(Math.round(value));
            case COUNT -> String.format(Locale.ROOT, "%,d", Math.round(value));
            case CPU -> Units.percent(value);
            case SPEED_UP -> String.format(Locale.ROOT, "%.2f", value);
        };
    }
}
