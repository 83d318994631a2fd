package org.forkbook.grading;

import org.apache.commons.lang3.StringUtils;
import org.forkbook.chart.Markup;
import org.forkbook.grading.GradedSubmission.Score;

/**
 * HTML page of feedback for a student: the points, the message of each check, and the student's own answers. Needs no
 * network.
 */
final class FeedbackPage {

    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid #ddd; }
            td.task, td.points { white-space: nowrap; }
            td.points { text-align: right; }
            .all { color: #176f2c; } .none { color: #a61b1b; } .open { color: #8a6100; }
            pre { background: #f6f6f4; padding: .75rem; overflow-x: auto; margin: .25rem 0; font-size: .9rem; white-space: pre-wrap; }
            .note { background: #fff6dd; padding: .5rem .75rem; }
            @media (prefers-color-scheme: dark) {
                body { color: #ddd; background: #1b1b1d; }
                th, td { border-color: #444; } pre { background: #29292c; } .note { background: #463a12; }
                .all { color: #7ed491; } .none { color: #ff9d94; } .open { color: #f0c674; }
            }
            """;

    private FeedbackPage() {}

    static String of(String lesson, GradedSubmission graded) {
        var page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>
                <style>
                %s</style></head>
                <body>
                <h1>%s</h1>
                <p><b>%s</b>: %s of %s points. %s.</p>
                """.formatted(
                        escaped(lesson + ": " + graded.student()),
                        STYLE,
                        escaped(lesson),
                        escaped(graded.student()),
                        GradeCsv.number(graded.total()),
                        GradeCsv.number(graded.most()),
                        escaped(sentence(graded.status()))));
        graded.notes()
                .forEach(note ->
                        page.append("<p class=\"note\">").append(escaped(note)).append("</p>\n"));
        page.append("<table>\n<thead><tr><th>Check</th><th>Points</th><th>Remarks</th></tr></thead>\n<tbody>\n");
        graded.scores().forEach(score -> page.append(row(score)));
        page.append("</tbody>\n</table>\n");
        for (var answer : graded.answers()) {
            page.append("<h2>Your answer: %s</h2>\n<pre>%s</pre>\n"
                    .formatted(escaped(answer.id()), escaped(answer.source())));
            if (!answer.output().isBlank()) {
                var output = escaped(answer.output().stripTrailing());
                page.append("<p>Its output:</p>\n<pre>").append(output).append("</pre>\n");
            }
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static String sentence(String status) {
        return StringUtils.capitalize(status);
    }

    private static String row(Score score) {
        var points = score.points();
        var kind = points == null ? "open" : points >= score.most() ? "all" : "none";
        return "<tr><td class=\"task\">" + escaped(score.task()) + "</td><td class=\"points " + kind + "\">"
                + (points == null ? "?" : GradeCsv.number(points)) + " / " + GradeCsv.number(score.most()) + "</td><td>"
                + (score.message().isEmpty() ? "✓ Correct." : "<pre>" + escaped(score.message()) + "</pre>")
                + "</td></tr>\n";
    }

    /** Without the colors of a terminal. */
    private static String escaped(String text) {
        return Markup.escape(text.replaceAll("\u001b\\[[0-9;]*m", ""));
    }
}
