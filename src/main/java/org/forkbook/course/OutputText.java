package org.forkbook.course;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.forkbook.course.AllowedDifferences.Kind;

/**
 * Normalized output text, in the form in which two runs are compared: what naturally differs from run to run is
 * replaced by a placeholder, and everything else stays.
 *
 * <p>A number after a word such as {@code PID} becomes {@code ‹pid›}; a number with a unit becomes {@code ‹1.23› ms}
 * with as many decimals as it has; frames of a stack trace outside of cells become {@code ‹frame›}; runs of blanks
 * become one, because longer numbers move columns.
 *
 * @param lines the lines, blank ones left out
 * @param pids how many different PIDs there are after such a word
 */
record OutputText(List<String> lines, int pids) {

    private static final Pattern LABELLED =
            Pattern.compile("(?i)(\\b(?:pids?|process ids?):? |\\bprocess )(\\d+|\\[\\d+(?:, \\d+)*])(?![\\d.])");
    private static final Pattern UNIT = Pattern.compile(
            "(?<![\\w.])\\d+(?:\\.(?<decimals>\\d+))?(?=\\s?(?:s|ms|µs|us|ns|[kMG]i?B|%|times|cores)(?![\\w]))");
    /** Lessons work with small numbers, while PIDs have more digits once a system has been running. */
    private static final Pattern LONG_NUMBER = Pattern.compile("(?<![\\w.])\\d{3,}(?![\\w.])");

    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.])\\d+(?:,\\d{3})*(?:\\.(?<decimals>\\d+))?(?![\\w])");
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern FRAME = Pattern.compile("at (?!.*In \\[\\d+]:).*\\(.*\\)");
    private static final Pattern CELL_FRAME = Pattern.compile("at .*(In \\[\\d+]:\\d+).*");

    static OutputText of(String text, AllowedDifferences allowed) {
        var pids = new LinkedHashSet<String>();
        var lines = text.lines()
                .map(OutputText::tidy)
                .filter(line -> !line.isEmpty())
                .map(line -> canonical(line, allowed, pids));
        return new OutputText(allowed.has(Kind.ORDER) ? lines.sorted().toList() : lines.toList(), pids.size());
    }

    /** A line without colours, and with single blanks. */
    static String tidy(String line) {
        return COLOURS.matcher(line).replaceAll("").strip().replaceAll("\\s+", " ");
    }

    private static String canonical(String line, AllowedDifferences allowed, LinkedHashSet<String> pids) {
        if (FRAME.matcher(line).matches()) {
            return "‹frame›";
        }
        var text = CELL_FRAME.matcher(line).replaceFirst("at $1");
        text = LABELLED.matcher(text).replaceAll(match -> match.group(1) + pidsIn(match.group(2), pids));
        text = UNIT.matcher(text).replaceAll(OutputText::measure);
        if (allowed.has(Kind.NUMBERS)) {
            text = NUMBER.matcher(text).replaceAll(OutputText::measure);
        } else if (allowed.has(Kind.PIDS)) {
            text = LONG_NUMBER.matcher(text).replaceAll("‹pid›");
        }
        return text;
    }

    private static String pidsIn(String numbers, LinkedHashSet<String> pids) {
        return Pattern.compile("\\d+").matcher(numbers).replaceAll(match -> {
            pids.add(match.group());
            return "‹pid›";
        });
    }

    private static String measure(MatchResult match) {
        var decimals = match.group(1);
        return decimals == null ? "‹1›" : "‹1." + "0".repeat(decimals.length()) + "›";
    }
}
