package org.forkbook.grading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.forkbook.client.CellFailure;

/** The words in which a student is told of a check that failed, without the code of hidden tests. */
final class Explanation {

    private static final String BEGIN = "BEGIN HIDDEN TESTS";
    private static final String END = "END HIDDEN TESTS";
    /** The name that the kernel gives to what the compiler refuses. */
    static final String NOT_COMPILED = "CompilationError";

    private static final int LONGEST = 2_000;

    private Explanation() {}

    static boolean hasHiddenTests(String source) {
        return source.contains(BEGIN);
    }

    /** What is said of a failure in a check with this source. */
    static String of(String source, CellFailure failure, String traceback) {
        var message = failure.message().isEmpty() ? failure.name() : failure.message();
        if (!hasHiddenTests(source)) {
            return cut(shown(failure, message, traceback));
        }
        int line = line(failure, traceback);
        if (line > 0 && !hiddenLines(source).contains(line)) {
            return cut(shown(failure, message, traceback));
        }
        if (failure.name().equals(NOT_COMPILED)) {
            return "The check can't be compiled together with your code. Is everything there that the exercise asks for,"
                    + " under the names and with the types that it gives?";
        }
        if (failure.name().equals("Timeout")) {
            return message;
        }
        return "A hidden test failed." + authored(source, message);
    }

    private static String shown(CellFailure failure, String message, String traceback) {
        return failure.name().equals(NOT_COMPILED) && !traceback.isBlank()
                ? "The check can't be compiled together with your code:\n" + firstProblem(traceback)
                : kind(failure) + message;
    }

    /** What the compiler says of the first line that it refuses; of the others it might show hidden ones. */
    static String firstProblem(String traceback) {
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
        return failure.name().endsWith("CheckFailedError") || failure.name().equals("Timeout")
                ? ""
                : failure.name() + ": ";
    }

    /** Those lines of a message that the check's author wrote for students to read: what was tested, and the hint. */
    private static String authored(String source, String message) {
        var lines = message.lines().toList();
        var said = new StringBuilder();
        if (!lines.isEmpty() && source.contains('"' + lines.get(0) + '"')) {
            said.append("\nTested: ").append(lines.get(0));
        }
        for (var line : lines) {
            var hint = line.strip().replaceFirst("^hint:\\s+", "");
            if (!hint.equals(line.strip()) && source.contains('"' + hint + '"')) {
                said.append("\nHint: ").append(hint);
            }
        }
        return said.toString();
    }

    /** The first line of the check itself that the traceback names; 0 when there is none. */
    private static int line(CellFailure failure, String traceback) {
        var count = Pattern.compile("In \\[(\\d+)]").matcher(failure.place());
        // The check is the latest cell in its own traceback: those it calls have run before.
        var numbers = new ArrayList<int[]>();
        Pattern.compile("In \\[(\\d+)]:(\\d+)")
                .matcher(traceback)
                .results()
                .forEach(match ->
                        numbers.add(new int[] {Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))}));
        if (numbers.isEmpty() || !count.find()) {
            return 0;
        }
        int latest = numbers.stream().mapToInt(each -> each[0]).max().orElse(0);
        return numbers.stream()
                .filter(each -> each[0] == latest)
                .findFirst()
                .map(each -> each[1])
                .orElse(0);
    }

    private static List<Integer> hiddenLines(String source) {
        var hidden = new ArrayList<Integer>();
        boolean inside = false;
        var lines = source.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            inside |= lines[i].contains(BEGIN);
            if (inside) {
                hidden.add(i + 1);
            }
            inside &= !lines[i].contains(END);
        }
        return hidden;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }
}
