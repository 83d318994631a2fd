package org.forkbook.kernel.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parser of a cell's time limit: {@code 30s}, {@code 5 MINUTES}; a bare number is milliseconds, as in IJava. */
final class CellTimeout {

    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,12})\\s*([A-Za-z]*)");

    private CellTimeout() {}

    /**
     * Parses a time limit; null when the text means no limit.
     *
     * @throws IllegalArgumentException if the text isn't a time limit
     */
    static @Nullable Duration parse(String text) {
        var parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw unreadable(text);
        }
        long amount = Long.parseLong(parts.group(1));
        if (amount <= 0) {
            return null;
        }
        return Duration.of(amount, unit(parts.group(2), text).toChronoUnit());
    }

    private static TimeUnit unit(String name, String text) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "", "ms" -> TimeUnit.MILLISECONDS;
            case "s", "sec", "second" -> TimeUnit.SECONDS;
            case "m", "min", "minute" -> TimeUnit.MINUTES;
            case "h", "hour" -> TimeUnit.HOURS;
            default -> {
                try {
                    yield TimeUnit.valueOf(name.toUpperCase(Locale.ROOT));
                } catch (IllegalArgumentException e) {
                    throw unreadable(text);
                }
            }
        };
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "a timeout must be a number with a unit, such as 30s or 5 MINUTES, got \"" + text + "\".");
    }
}
