package org.forkbook.grading;

import java.util.ArrayList;
import java.util.regex.Pattern;
import org.forkbook.client.CellFailure;

/** The words in which a student is told of a check that failed. */
final class Explanation {

    private static final String BEGIN = "BEGIN HIDDEN TESTS";
    /** The name that the kernel gives to what the compiler refuses. */
    private static final String NOT_COMPILED = "CompilationError";
    /** A text that a check shows to who fails it: what is tested, and the hint. */
    private static final Pattern AUTHORED =
            Pattern.compile("(?:\\bCheck\\s*\\.\\s*\\w+|\\.\\s*hint)\\s*\\(\\s*\"((?:[^\"\\\\\\n]|\\\\.){1,500}+)\"");

    private static final int LONGEST = 2_000;

    private Explanation() {}

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
        AUTHORED.matcher(source).results().forEach(match -> {
            var text = match.group(1);
            boolean isHint = match.group().startsWith(".");
            if (!isHint && !lines.isEmpty() && lines.get(0).equals(text)) {
                said.append("\nTested: ").append(text);
            } else if (isHint
                    && lines.stream()
                            .anyMatch(
                                    line -> line.replaceFirst("^hint:\\s+", "").equals(text))) {
                said.append("\nHint: ").append(text);
            }
        });
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
