package org.forkbook.chart;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Formatter of numbers with three significant digits and a unit. */
public final class Units {
    private static final double NANOS = 1e9;
    /** Nanoseconds don't matter for longer times, and a {@code long} doesn't hold many more of them. */
    private static final Duration LONG = Duration.ofDays(36_500);

    private Units() {}

    /** A time, such as {@code 1.23 s}, {@code 45.1 ms} or {@code 2 min 5 s}. */
    public static String time(Duration time) {
        return time(time.compareTo(LONG) > 0 ? time.toSeconds() : time.toNanos() / NANOS);
    }

    /** A configured time, exactly: {@code 0.5 s} or {@code 90 s}. */
    public static String seconds(Duration time) {
        var exact = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        return exact.stripTrailingZeros().toPlainString() + " s";
    }

    /** A time in seconds. */
    public static String time(double seconds) {
        double size = Math.abs(seconds);
        if (size >= 3600) {
            return String.format(Locale.ROOT, "%d h %d min", (long) seconds / 3600, (long) size % 3600 / 60);
        }
        if (size >= 100) {
            return String.format(Locale.ROOT, "%d min %d s", (long) seconds / 60, (long) size % 60);
        }
        if (size >= 0.9995) {
            return digits(seconds) + " s";
        }
        if (size >= 0.9995e-3) {
            return digits(seconds * 1e3) + " ms";
        }
        if (size >= 0.9995e-6) {
            return digits(seconds * 1e6) + " µs";
        }
        return size == 0 ? "0 s" : digits(seconds * 1e9) + " ns";
    }

    /** A number of bytes, such as {@code 12 B}, {@code 4.20 kB} or {@code 38.4 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double size = bytes;
        for (var unit : new String[] {"kB", "MB", "GB"}) {
            size /= 1000;
            if (size < 999.5 || unit.equals("GB")) {
                return digits(size) + " " + unit;
            }
        }
        throw new AssertionError(bytes);
    }

    /** A count with its noun, such as {@code 1 task} or {@code 12 tasks}. */
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /** A part of a whole, such as {@code 93 %}. */
    public static String percent(double part) {
        return Math.round(part * 100) + " %";
    }

    /** Three significant digits, but all digits before the point. */
    static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
