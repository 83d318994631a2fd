package org.forkbook.kernel.junit;

import java.util.List;
import org.forkbook.chart.Markup;
import org.forkbook.chart.Units;
import org.forkbook.kernel.junit.TestOutcome.Verdict;

/** Table of test results under a cell, as text and as HTML. */
public final class TestReport {

    private final List<TestOutcome> outcomes;

    TestReport(List<TestOutcome> outcomes) {
        this.outcomes = List.copyOf(outcomes);
    }

    long count(Verdict verdict) {
        return outcomes.stream().filter(each -> each.verdict() == verdict).count();
    }

    boolean isEmpty() {
        return outcomes.isEmpty();
    }

    /** A summary in one line: {@code 1 of 3 tests failed: emptyList}. */
    String summary() {
        long failed = count(Verdict.FAILED);
        long skipped = count(Verdict.SKIPPED);
        var left = skipped == 0 ? "" : ", " + skipped + " left out";
        var all = outcomes.size() == 1 ? "1 test" : outcomes.size() + " tests";
        if (failed == 0) {
            return outcomes.size() - skipped + " of " + all + " passed" + left;
        }
        var names = outcomes.stream()
                .filter(each -> each.verdict() == Verdict.FAILED)
                .map(TestOutcome::test)
                .toList();
        return failed + " of " + all + " failed" + left + ": " + String.join(", ", names);
    }

    /** The table as a browser shows it. */
    public String toHtml() {
        var html = new StringBuilder("<table>\n<thead><tr><th></th><th style=\"text-align:left\">test</th><th>time</th>"
                + "<th style=\"text-align:left\">message</th><th>line</th></tr></thead>\n<tbody>\n");
        for (var each : outcomes) {
            html.append("""
                    <tr><td style="color:%s"><b>%s</b></td><td style="text-align:left">%s</td><td>%s</td>\
                    <td style="text-align:left"><pre style="margin:0">%s</pre></td><td>%s</td></tr>
                    """.formatted(
                            each.verdict().colour(),
                            each.verdict().mark(),
                            Markup.escape(each.test()),
                            Units.time(each.time()),
                            Markup.escape(each.message()),
                            Markup.escape(each.line())));
        }
        return html.append("</tbody>\n</table>\n<p>")
                .append(Markup.escape(summary()))
                .append("</p>")
                .toString();
    }

    /** The table as text, one test per line, messages below their tests. */
    @Override
    public String toString() {
        int width =
                outcomes.stream().mapToInt(each -> each.test().length()).max().orElse(0);
        var text = new StringBuilder();
        for (var each : outcomes) {
            text.append(each.verdict().mark())
                    .append(' ')
                    .append(each.test())
                    .append(" ".repeat(width - each.test().length()))
                    .append("  ")
                    .append(Units.time(each.time()))
                    .append(each.line().isEmpty() ? "" : "  " + each.line())
                    .append('\n');
            each.message()
                    .lines()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.append(summary()).toString();
    }
}
