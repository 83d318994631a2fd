package org.forkbook.bench;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forkbook.chart.LogLogChart;
import org.forkbook.chart.Markup;
import org.forkbook.chart.Palette;
import org.forkbook.chart.TextTable;
import org.forkbook.chart.TextTable.Column;
import org.forkbook.chart.Units;

/** Tables of a report: the measurements, the budgets, the failures, and how costs grow. */
final class ReportTables {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);
    private static final List<Palette> INKS =
            List.of(Palette.BLUE, Palette.VERMILLION, Palette.GREEN, Palette.PURPLE, Palette.GREY);

    private final Report report;

    ReportTables(Report report) {
        this.report = report;
    }

    private String head() {
        return String.format(
                Locale.ROOT,
                "%s; %s. Load %.2f before, %.2f after.",
                MINUTE.format(report.date().atOffset(ZoneOffset.UTC)),
                report.machine(),
                report.loadBefore(),
                report.loadAfter());
    }

    String text() {
        var parts = new ArrayList<String>();
        parts.add(head());
        tables().forEach(table -> parts.add(table.toString()));
        for (var curve : report.curves()) {
            parts.add(curve.growth().title() + "\n" + table(curve));
        }
        return String.join("\n\n", parts);
    }

    String html() {
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<title>forkbook bench</title>\n<style>body{font-family:system-ui,sans-serif;margin:2em auto;"
                + "max-width:70em;padding:0 1em;color-scheme:light dark}table{border-collapse:collapse;margin:1em 0;"
                + "font-variant-numeric:tabular-nums}td,th{padding:.2em .8em .2em 0}th{border-bottom:1px solid}"
                + "</style></head><body>\n<h1>forkbook bench</h1>\n<p>");
        html.append(Markup.escape(head())).append("</p>\n");
        tables().forEach(table -> html.append(table.toHtml()).append('\n'));
        for (var curve : report.curves()) {
            html.append("<h2>").append(Markup.escape(curve.growth().title())).append("</h2>\n");
            html.append(picture(curve).picture().toSvg()).append('\n');
            html.append(table(curve).toHtml()).append('\n');
        }
        return html.append("</body></html>\n").toString();
    }

    private List<TextTable> tables() {
        var tables = new ArrayList<TextTable>();
        if (!report.results().isEmpty()) {
            tables.add(measured());
        }
        var budgets = budgets();
        if (!budgets.rows().isEmpty()) {
            tables.add(budgets);
        }
        var troubles = troubles();
        if (!troubles.rows().isEmpty()) {
            tables.add(troubles);
        }
        return tables;
    }

    /** A row for each subject; values that several rows share are in the first. */
    private TextTable measured() {
        var rows = new ArrayList<List<String>>();
        for (var result : report.results()) {
            var measure = result.measure();
            boolean first = true;
            for (var outcome : result.outcomes()) {
                rows.add(List.of(
                        first ? measure.id() : "",
                        first ? measure.title() : "",
                        outcome.name(),
                        outcome.samples()
                                .map(samples -> measure.quantity().format(samples.median()))
                                .orElse("-"),
                        outcome.samples()
                                .map(samples -> measure.quantity().format(samples.lowerQuartile()) + " to "
                                        + measure.quantity().format(samples.upperQuartile()))
                                .orElse(""),
                        result.ratioInWords(outcome),
                        first ? measure.warmth() : ""));
                first = false;
            }
        }
        return new TextTable(
                List.of(
                        Column.text("measure"),
                        Column.text("what"),
                        Column.text("who"),
                        Column.number("median"),
                        Column.number("quartiles"),
                        Column.number("ours is"),
                        Column.text("warmed up by")),
                rows,
                "\"ours is\": Forkbook's median divided by that one's.");
    }

    private TextTable budgets() {
        var rows = new ArrayList<List<String>>();
        for (var result : report.results()) {
            for (var verdict : result.verdicts()) {
                rows.add(List.of(result.measure().title(), verdict.text(), verdict.inWords(), verdict.word()));
            }
        }
        return new TextTable(
                List.of(Column.text("budget for"), Column.text("promise"), Column.number("measured"), Column.text("")),
                rows,
                "");
    }

    private TextTable troubles() {
        var rows = new ArrayList<List<String>>();
        var all = new ArrayList<>(report.results());
        report.curves().forEach(curve -> all.addAll(curve.points()));
        for (var result : all) {
            for (var outcome : result.outcomes()) {
                if (!outcome.trouble().isEmpty()) {
                    rows.add(List.of(result.measure().title(), outcome.name(), outcome.trouble()));
                }
            }
        }
        return new TextTable(
                List.of(Column.text("not measured or not completed"), Column.text("who"), Column.text("why")),
                rows,
                "");
    }

    private static TextTable table(Report.Curve curve) {
        var columns = new ArrayList<Column>();
        columns.add(Column.number(curve.growth().axis()));
        for (var outcome : curve.points().get(0).outcomes()) {
            columns.add(Column.number(outcome.name()));
            if (!outcome.team().equals(Subject.FORKBOOK)) {
                columns.add(Column.number("ours is"));
            }
        }
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < curve.points().size(); i++) {
            var point = curve.points().get(i);
            var row = new ArrayList<String>();
            row.add(String.format(Locale.ROOT, "%,d", curve.growth().sizes().get(i)));
            for (var outcome : point.outcomes()) {
                row.add(outcome.samples()
                        .map(samples -> point.measure().quantity().format(samples.median()))
                        .orElse("-"));
                if (!outcome.team().equals(Subject.FORKBOOK)) {
                    row.add(point.ratioInWords(outcome));
                }
            }
            rows.add(row);
        }
        return new TextTable(columns, rows, "");
    }

    private static LogLogChart picture(Report.Curve curve) {
        var lines = new ArrayList<LogLogChart.Line>();
        int count = curve.points().get(0).outcomes().size();
        for (int who = 0; who < count; who++) {
            var points = new ArrayList<LogLogChart.Point>();
            for (int i = 0; i < curve.points().size(); i++) {
                var outcome = curve.points().get(i).outcomes().get(who);
                if (outcome.samples().isPresent()) {
                    var samples = outcome.samples().get();
                    points.add(new LogLogChart.Point(
                            curve.growth().sizes().get(i),
                            samples.median(),
                            samples.lowerQuartile(),
                            samples.upperQuartile()));
                }
            }
            lines.add(new LogLogChart.Line(
                    curve.points().get(0).outcomes().get(who).name(), INKS.get(who % INKS.size()), points));
        }
        var first = lines.get(0).points();
        var summary = first.isEmpty()
                ? "Nothing was measured"
                : String.format(
                        Locale.ROOT,
                        "%s: from %s at %,.0f %s to %s at %,.0f",
                        lines.get(0).name(),
                        Units.time(first.get(0).y()),
                        first.get(0).x(),
                        curve.growth().axis(),
                        Units.time(first.get(first.size() - 1).y()),
                        first.get(first.size() - 1).x());
        return new LogLogChart(curve.growth().title(), summary, curve.growth().axis(), lines);
    }
}
