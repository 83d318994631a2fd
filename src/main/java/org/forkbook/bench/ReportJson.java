package org.forkbook.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forkbook.kernel.protocol.Json;

/**
 * JSON writer of a report: it has each sample, so that others can do their own arithmetic. Seconds and bytes are the
 * units.
 */
final class ReportJson {

    private ReportJson() {}

    static JsonObject of(Report report) {
        var measures = report.results().stream().map(ReportJson::result).toList();
        var curves = report.curves().stream().map(ReportJson::curve).toList();
        var json = Json.of("date", report.date().toString(), "machine", machine(report));
        return Json.add(json, "measures", measures, "growth", curves);
    }

    private static JsonObject machine(Report report) {
        var machine = report.machine();
        var json = Json.of("processor", machine.processor(), "cores", machine.cores(), "memory", machine.memory());
        Json.add(json, "system", machine.system(), "java", machine.java(), "python", machine.python());
        return Json.add(json, "loadBefore", report.loadBefore(), "loadAfter", report.loadAfter());
    }

    private static JsonObject result(Result result) {
        var measure = result.measure();
        var quantity = measure.quantity().name().toLowerCase(Locale.ROOT);
        var contestants = result.outcomes().stream()
                .map(outcome -> outcome(result, outcome))
                .toList();
        var budgets = result.verdicts().stream().map(ReportJson::verdict).toList();
        var json = Json.of("id", measure.id(), "title", measure.title(), "quantity", quantity);
        return Json.add(json, "warmedUpBy", measure.warmth(), "contestants", contestants, "budgets", budgets);
    }

    private static JsonObject outcome(Result result, Outcome outcome) {
        var json = Json.of("name", outcome.name(), "team", outcome.team());
        outcome.samples().ifPresent(all -> {
            Json.add(json, "median", all.median(), "lowerQuartile", all.lowerQuartile());
            Json.add(json, "upperQuartile", all.upperQuartile());
        });
        Json.add(json, "samples", outcome.samples().map(Samples::values).orElse(List.of()));
        result.ratio(outcome).ifPresent(ratio -> json.addProperty("oursDividedByThis", ratio));
        return Json.add(json, "trouble", outcome.trouble().isEmpty() ? null : outcome.trouble());
    }

    private static JsonObject verdict(Budget.Verdict verdict) {
        var json = Json.of("promise", verdict.text(), "limit", verdict.limit());
        verdict.value().ifPresent(value -> json.addProperty("measured", value));
        return Json.add(json, "verdict", verdict.word());
    }

    private static JsonObject curve(Report.Curve curve) {
        var growth = curve.growth();
        var points = new ArrayList<JsonObject>();
        for (int i = 0; i < curve.points().size(); i++) {
            points.add(Json.add(
                    result(curve.points().get(i)), "size", growth.sizes().get(i)));
        }
        return Json.of("id", growth.id(), "title", growth.title(), "axis", growth.axis(), "points", points);
    }
}
