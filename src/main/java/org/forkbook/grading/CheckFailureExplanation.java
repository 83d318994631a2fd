package org.forkbook.grading;

import java.util.ArrayList;
import org.forkbook.client.CellFailure;

/** Message to a student about a failed check. */
final class CheckFailureExplanation {

    private static final String BEGIN = "BEGIN HIDDEN TESTS";
    /** The kernel's name for a compile error. */
    private static final String NOT_COMPILED = "CompilationError";

    private static final int LONGEST = 2_000;

    private CheckFailureExplanation() {}

    static boolean hasHiddenTests(String source) {
        return source.contains(BEGIN);
    }

    /** The message for a failure in a run without hidden tests. */
    static String of(CellFailure failure, String traceback) {
        var message = failure.message().isEmpty() ? failure.name() : failure.message();
        return cut(
                failure.name().equals(NOT_COMPILED) && !traceback.isBlank()
                        ? "The check can't be compiled together with your code:\n" + firstProblem(traceback)
                        : kind(failure) + message);
    }

    /**
     * The message for a failure in a run with hidden tests. The submission may have read them, and may have written the
     * failure's text: so only the texts of the check's author are shown.
     *
     * @param source the check, with its hidden tests
     */
    static String ofHidden(String source, CellFailure failure) {
        if (failure.isRunners()) {
            return cut(failure.message());
        }
        if (!hasHiddenTests(source)) {
            return "The check failed when hidden tests had run before it.";
        }
        var said = new StringBuilder("A hidden test failed.");
        var lines = failure.message().lines().limit(100).map(String::strip).toList();
        var hints =
                lines.stream().map(line -> line.replaceFirst("^hint:\\s+", "")).toList();
        for (var written : CheckText.in(source)) {
            if (!written.isHint() && !lines.isEmpty() && lines.get(0).equals(written.text())) {
                said.append("\nTested: ").append(written.text());
            } else if (written.isHint() && hints.contains(written.text())) {
                said.append("\nHint: ").append(written.text());
            }
        }
        return cut(said.toString());
    }

    /** The compiler's message for the first line with an error. */
    private static String firstProblem(String traceback) {
        var lines = new ArrayList<String>();
        for (var line : traceback.lines().toList()) {
            if (!lines.isEmpty() && line.matches("In \\[\\d+]:\\d+: .*")) {
                break;
            }
            lines.add(line);
        }
        return String.join("\n", lines).replaceFirst("^In \\[\\d+]:(\\d+): ", "line $1: ");
    }

    private static String kind(CellFailure failure) {
        return failure.name().endsWith("CheckFailedError") || failure.isRunners() ? "" : failure.name() + ": ";
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
