package org.forkbook.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How a notebook is run.
 *
 * @param cellTimeout how long a cell may take before it is interrupted and the run fails; empty for as long as it likes
 * @param allowErrors whether to go on after a cell that ends with an error
 */
public record RunOptions(Optional<Duration> cellTimeout, boolean allowErrors) {

    /** No time limit, and the first error ends the run. */
    public static RunOptions defaults() {
        return new RunOptions(Optional.empty(), false);
    }
}
