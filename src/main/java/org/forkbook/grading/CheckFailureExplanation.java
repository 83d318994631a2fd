package org.forkbook.grading;

import java.util.ArrayList;
import org.forkbook.client.CellFailure;

/** The words in which a student is told of a check that failed. */
final class CheckFailureExplanation {

    private static final String BEGIN = "BEGIN HIDDEN TESTS";
    /** The name that the kernel gives to what the compiler refuses. */
    private static final String NOT_COMPILED = "CompilationError";

    private static final int LONGEST = 2_000;

    private CheckFailureExplanation() {}

    static boolean hasHiddenTests(String source) {
        return source.contains(BEGIN);
    }

    /** What is said of a failure in a run in which no hidden test was within the submission's reach. */
    static String of(CellFailure failure, String traceback) {
        var message = failure.message().isEmpty() ? failure.name() : failure.message();
        return cut(
                failure.name().equals(NOT_COMPILED) && !traceback.isBlank()
                        ? "The check can't be compiled together with your code:\n" + firstProblem(traceback)
                        : kind(failure) + message);
    }

    /**
     * What is said of a failure in a run with hidden tests. The submission may have read them, and may have worded the
     * failure: so nothing of that is shown but what the check's author wrote for whoever fails it.
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

    /** What the compiler says of the first line that it refuses. */
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
