package org.forkbook.bench;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * Report of a benchmark: as text, as a page, and as JSON.
 *
 * @param loadBefore the machine's load at the start, see {@link Machine#load()}
 * @param loadAfter the same at its end, with its own work in it
 */
public record Report(
        Instant date, Machine machine, double loadBefore, double loadAfter, List<Result> results, List<Curve> curves) {

    public Report {
        results = List.copyOf(results);
        curves = List.copyOf(curves);
    }

    /**
     * A growth curve.
     *
     * @param growth its definition
     * @param points a result for each size
     */
    record Curve(Growth growth, List<Result> points) {
        Curve {
            points = List.copyOf(points);
        }
    }

    /** Everything, with each sample. */
    public JsonObject toJson() {
        return ReportJson.of(this);
    }

    /** A self-contained page of HTML: tables, and a chart of each curve. */
    public String toHtml() {
        return new ReportTables(this).html();
    }

    /** Tables of text. */
    @Override
    public String toString() {
        return new ReportTables(this).text();
    }
}
