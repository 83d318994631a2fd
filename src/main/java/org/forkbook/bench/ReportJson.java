package org.forkbook.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * JSON writer of a report: it has each sample, so that others can do their own arithmetic. Seconds and bytes are the
 * units.
 */
final class ReportJson {

    private ReportJson() {}

    static JsonObject of(Report report) {
        var json = new JsonObject();
        json.addProperty("date", report.date().toString());
        json.add("machine", machine(report));
        var measures = new JsonArray();
        report.results().forEach(result -> measures.add(result(result)));
        json.add("measures", measures);
        var curves = new JsonArray();
        report.curves().forEach(curve -> curves.add(curve(curve)));
        json.add("growth", curves);
        return json;
    }

    private static JsonObject machine(Report report) {
        var machine = report.machine();
        var json = new JsonObject();
        json.addProperty("processor", machine.processor());
        json.addProperty("cores", machine.cores());
        json.addProperty("memory", machine.memory());
        json.addProperty("system", machine.system());
        json.addProperty("java", machine.java());
        json.addProperty("python", machine.python());
        json.addProperty("loadBefore", report.loadBefore());
        json.addProperty("loadAfter", report.loadAfter());
        return json;
    }

    private static JsonObject result(Result result) {
        var measure = result.measure();
        var json = new JsonObject();
        json.addProperty("id", measure.id());
        json.addProperty("title", measure.title());
        json.addProperty("quantity", measure.quantity().name().toLowerCase(Locale.ROOT));
        json.addProperty("warmedUpBy", measure.warmth());
        var contestants = new JsonArray();
        result.outcomes().forEach(outcome -> contestants.add(outcome(result, outcome)));
        json.add("contestants", contestants);
        var budgets = new JsonArray();
        result.verdicts().forEach(verdict -> budgets.add(verdict(verdict)));
        json.add("budgets", budgets);
        return json;
    }

    private static JsonObject outcome(Result result, Outcome outcome) {
        var json = new JsonObject();
        json.addProperty("name", outcome.name());
        json.addProperty("team", outcome.team());
        var samples = new JsonArray();
        outcome.samples().ifPresent(all -> {
            all.values().forEach(samples::add);
            json.addProperty("median", all.median());
            json.addProperty("lowerQuartile", all.lowerQuartile());
            json.addProperty("upperQuartile", all.upperQuartile());
        });
        json.add("samples", samples);
        result.ratio(outcome).ifPresent(ratio -> json.addProperty("oursDividedByThis", ratio));
        if (!outcome.trouble().isEmpty()) {
            json.addProperty("trouble", outcome.trouble());
        }
        return json;
    }

    private static JsonObject verdict(Budget.Verdict verdict) {
        var json = new JsonObject();
        json.addProperty("promise", verdict.text());
        json.addProperty("limit", verdict.limit());
        verdict.value().ifPresent(value -> json.addProperty("measured", value));
        json.addProperty("verdict", verdict.word());
        return json;
    }

    private static JsonObject curve(Report.Curve curve) {
        var json = new JsonObject();
        json.addProperty("id", curve.growth().id());
        json.addProperty("title", curve.growth().title());
        json.addProperty("axis", curve.growth().axis());
        var points = new JsonArray();
        for (int i = 0; i < curve.points().size(); i++) {
            var point = result(curve.points().get(i));
            point.addProperty("size", curve.growth().sizes().get(i));
            points.add(point);
        }
        json.add("points", points);
        return json;
    }
}
