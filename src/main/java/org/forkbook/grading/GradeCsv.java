package org.forkbook.grading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CSV writer of the table of grades. */
final class GradeCsv {

    /** The first character of a formula, in its full-width form too. Programs skip blanks before it. */
    private static final Pattern FORMULA = Pattern.compile("^[\\p{Z}\\p{Cf}]*[=+\\-@|%\uFF1D\uFF0B\uFF0D\uFF20]");

    private GradeCsv() {}

    /** A header, and a line for each student: points by task, total, maximum, status. */
    static String of(List<String> tasks, List<GradedSubmission> all) {
        var lines = new ArrayList<String>();
        var header = new ArrayList<String>();
        header.add("student");
        header.addAll(tasks);
        header.addAll(Arrays.asList("total", "max", "status"));
        lines.add(line(header));
        for (var graded : all) {
            var fields = new ArrayList<String>();
            fields.add(graded.student());
            graded.scores().forEach(score -> fields.add(number(score.points())));
            fields.add(number(graded.total()));
            fields.add(number(graded.most()));
            fields.add(graded.status());
            lines.add(line(fields));
        }
        return String.join("\n", lines) + "\n";
    }

    /** A number in its shortest form: {@code 2}, {@code 0.5}; empty for points that aren't given yet. */
    static String number(@Nullable Double points) {
        if (points == null) {
            return "";
        }
        return points == Math.rint(points)
                ? Long.toString(Math.round(points))
                : String.format(Locale.ROOT, "%.2f", points).replaceAll("0+$", "");
    }

    private static String line(List<String> fields) {
        return fields.stream().map(GradeCsv::field).collect(Collectors.joining(","));
    }

    /**
     * Escapes a field: control characters become blanks, and text that a spreadsheet would evaluate as a formula gets
     * the mark of a text.
     */
    private static String field(String text) {
        var plain = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
        var oneLine = FORMULA.matcher(plain).find() ? "'" + plain : plain;
        return oneLine.matches("[^\",]*") ? oneLine : '"' + oneLine.replace("\"", "\"\"") + '"';
    }
}
