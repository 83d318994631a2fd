package org.forkbook.client;

import java.time.Duration;
import java.util.Optional;
import org.forkbook.chart.RecordText;

/**
 * How a notebook is run.
 *
 * @param cellTimeout how long a cell may take before it is interrupted and the run fails; empty for as long as it likes
 * @param allowErrors whether to go on after a cell that ends with an error
 * @param goesOnAfterTimeout whether to go on after a cell that took too long, if it could be interrupted
 * @param answers who answers what cells ask their reader; empty if they may not ask
 */
public record RunOptions(
        Optional<Duration> cellTimeout,
        boolean allowErrors,
        boolean goesOnAfterTimeout,
        Optional<StdinProvider> answers) {

    /** A run whose cells may not ask. */
    public RunOptions(Optional<Duration> cellTimeout, boolean allowErrors, boolean goesOnAfterTimeout) {
        this(cellTimeout, allowErrors, goesOnAfterTimeout, Optional.empty());
    }

    /** A run that a cell's timeout ends. */
    public RunOptions(Optional<Duration> cellTimeout, boolean allowErrors) {
        this(cellTimeout, allowErrors, false);
    }

    /** The same with someone who answers what cells ask; empty for nobody. */
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
