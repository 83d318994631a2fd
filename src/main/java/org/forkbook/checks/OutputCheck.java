package org.forkbook.checks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A check of what code prints. Blank lines, and blanks at the ends of lines, don't count.
 *
 * <pre>{@code
 * Check.output("greet()", () -> greet()).ofWorkers().hasLines("hello from a worker");
 * }</pre>
 *
 * <p>Each method that compares runs the tested code once.
 */
public final class OutputCheck {

    private final Expectation expectation;
    private final Check.Code code;
    private final Function<Printed, String> part;
    private final String whose;

    OutputCheck(Expectation expectation, Check.Code code) {
        this(expectation, code, Printed::all, "");
    }

    private OutputCheck(Expectation expectation, Check.Code code, Function<Printed, String> part, String whose) {
        this.expectation = expectation;
        this.code = code;
        this.part = part;
        this.whose = whose;
    }

    /** The same check with a hint for failures. */
    public OutputCheck hint(String hint) {
        return new OutputCheck(expectation.withHint(hint), code, part, whose);
    }

    /** A check of what worker processes print: text of the notebook's process doesn't count. */
    public OutputCheck ofWorkers() {
        return new OutputCheck(expectation, code, Printed::ofWorkers, "printed by workers");
    }

    /** A check of what the notebook's own process prints, its threads included. */
    public OutputCheck ofNotebook() {
        return new OutputCheck(expectation, code, Printed::ofNotebook, "printed by the notebook's process");
    }

    /** Requires these lines in this order, and no others. */
    public void hasLines(String... expected) {
        require(Arrays.asList(expected), "", lines -> lines.equals(tidy(expected)));
    }

    /** Requires these lines in any order, and no others. */
    public void hasLinesInAnyOrder(String... expected) {
        require(Arrays.asList(expected), "in any order", lines -> sorted(lines).equals(sorted(tidy(expected))));
    }

    /** Requires these lines, in any order and perhaps among others. */
    public void contains(String... expected) {
        require(Arrays.asList(expected), "perhaps among others", lines -> lines.containsAll(tidy(expected)));
    }

    /** Requires that this is the last line. */
    public void endsWith(String expected) {
        require(
                List.of(expected),
                "as the last line",
                lines -> !lines.isEmpty() && lines.get(lines.size() - 1).equals(expected.stripTrailing()));
    }

    /** Requires that nothing is printed. */
    public void isEmpty() {
        require(List.of("(nothing)"), "", List::isEmpty);
    }

    /**
     * A check of the PIDs that workers print after a label such as {@code "Process ID: "}. Numbers that the notebook's
     * process prints don't count.
     */
    public PidCheck pidsAfter(String label) {
        return new PidCheck(expectation, () -> OutputCapture.captured(code).pidsAfter(label));
    }

    private void require(List<String> expected, String manner, Function<List<String>, Boolean> test) {
        var how = whose + (whose.isEmpty() || manner.isEmpty() ? "" : ", ") + manner;
        var wanted = String.join("\n", expected) + (how.isEmpty() ? "" : "\n(" + how + ")");
        var output = expectation.result(wanted, () -> OutputCapture.captured(code));
        var text = part.apply(output);
        if (!test.apply(tidy(text))) {
            throw expectation.failure(wanted, ValueFormat.lines(text) + others(output, text));
        }
    }

    /** The text of the other processes, which explains more than a missing text. */
    private String others(Printed output, String text) {
        if (whose.isEmpty() || output.all().equals(text)) {
            return "";
        }
        var rest = whose.contains("workers") ? output.ofNotebook() : output.ofWorkers();
        return rest.isBlank()
                ? ""
                : "\n" + (whose.contains("workers") ? "the notebook's process printed:" : "workers printed:") + "\n"
                        + ValueFormat.lines(rest);
    }

    private static List<String> tidy(String... texts) {
        return Arrays.stream(texts)
                .flatMap(String::lines)
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
