package org.forkbook.client;

import java.time.Duration;
import java.util.Optional;
import org.forkbook.chart.RecordText;

/**
 * Options of a notebook's run.
 *
 * @param cellTimeout how long a cell may take before it is interrupted and the run fails; empty for no limit
 * @param allowErrors whether to go on after a cell that ends with an error
 * @param goesOnAfterTimeout whether to go on after a cell that took too long, if it could be interrupted
 * @param answers the provider of cells' input; empty for no stdin
 */
public record RunOptions(
        Optional<Duration> cellTimeout,
        boolean allowErrors,
        boolean goesOnAfterTimeout,
        Optional<StdinProvider> answers) {

    /** Options without stdin. */
    public RunOptions(Optional<Duration> cellTimeout, boolean allowErrors, boolean goesOnAfterTimeout) {
        this(cellTimeout, allowErrors, goesOnAfterTimeout, Optional.empty());
    }

    /** Options by which a cell's timeout ends the run. */
    public RunOptions(Optional<Duration> cellTimeout, boolean allowErrors) {
        this(cellTimeout, allowErrors, false);
    }

    /** The same options with a provider of cells' input; empty for no stdin. */
    public RunOptions answeredBy(Optional<StdinProvider> who) {
        return new RunOptions(cellTimeout, allowErrors, goesOnAfterTimeout, who);
    }

    /** No time limit, and the first error ends the run. */
    public static RunOptions defaults() {
        return new RunOptions(Optional.empty(), false);
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
