package org.forkbook.multiprocessing.monitor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.forkbook.chart.Markup;
import org.forkbook.chart.Units;

/**
 * The state of a progress bar at one moment, with its text and HTML form.
 *
 * @param label what is being done
 * @param done how many steps are done
 * @param total how many there are; negative if unknown
 * @param elapsed since the first began
 * @param pids the processes at work
 * @param end how it ended; empty while it runs
 */
record ProgressLine(String label, long done, long total, Duration elapsed, List<Long> pids, String end) {
    private static final int WIDTH = 24;
    private static final int MOST_PIDS = 8;

    String text() {
        return end.isEmpty() ? label + " " + bar() + " " + figures() : label + ": " + figures();
    }

    String html() {
        var escaped = Markup.escape(label + ": " + figures());
        if (!end.isEmpty()) {
            return "<span>" + escaped + "</span>";
        }
        var value = total < 0 ? "" : " value=\"" + done + "\" max=\"" + Math.max(1, total) + "\"";
        return "<div><progress" + value + " style=\"width:200px;vertical-align:middle\"></progress> <span>" + escaped
                + "</span></div>";
    }

    private String bar() {
        if (total <= 0) {
            return "[" + "·".repeat(WIDTH) + "]";
        }
        int full = (int) Math.min(WIDTH, WIDTH * done / total);
        return "[" + "#".repeat(full) + "·".repeat(WIDTH - full) + "]";
    }

    private String figures() {
        var text = new StringBuilder(total < 0 ? Long.toString(done) : done + "/" + total);
        double seconds = Math.max(1e-9, elapsed.toNanos() / 1e9);
        if (!end.isEmpty()) {
            text.append(end).append(" in ").append(Units.time(elapsed));
        }
        if (done > 0) {
            text.append(", ").append(rate(done / seconds));
        }
        if (end.isEmpty()) {
            if (done > 0 && total > done) {
                text.append(", ")
                        .append(Units.time(seconds / done * (total - done)))
                        .append(" left");
            }
            if (!pids.isEmpty()) {
                text.append(", at work: ")
                        .append(pids.stream()
                                .limit(MOST_PIDS)
                                .map(pid -> Long.toString(pid))
                                .collect(Collectors.joining(", ", pids.size() == 1 ? "PID " : "PIDs ", "")))
                        .append(pids.size() > MOST_PIDS ? ", …" : "");
            }
        }
        return text.toString();
    }

    private static String rate(double perSecond) {
        return perSecond >= 1
                ? String.format(Locale.ROOT, perSecond >= 100 ? "%,.0f/s" : "%.1f/s", perSecond)
                : Units.time(1 / perSecond) + " each";
    }
}
