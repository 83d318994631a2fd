package org.forkbook.bench;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;

/** Report of a benchmark: as text, as a page, and as JSON. */
public final class Report {

    private final Instant date;
    private final Machine machine;
    private final double loadBefore;
    private final double loadAfter;
    private final List<Result> results;
    private final List<Curve> curves;

    /**
     * @param loadBefore the machine's load at the start, see {@link Machine#load()}
     * @param loadAfter the same at its end, with its own work in it
     */
    Report(
            Instant date,
            Machine machine,
            double loadBefore,
            double loadAfter,
            List<Result> results,
            List<Curve> curves) {
        this.date = date;
        this.machine = machine;
        this.loadBefore = loadBefore;
        this.loadAfter = loadAfter;
        this.results = List.copyOf(results);
        this.curves = List.copyOf(curves);
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

    Instant date() {
        return date;
    }

    Machine machine() {
        return machine;
    }

    double loadBefore() {
        return loadBefore;
    }

    double loadAfter() {
        return loadAfter;
    }

    List<Result> results() {
        return results;
    }

    List<Curve> curves() {
        return curves;
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
