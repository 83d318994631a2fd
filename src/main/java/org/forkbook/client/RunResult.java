package org.forkbook.client;

import java.time.Duration;
import java.util.Optional;
import org.forkbook.chart.RecordText;

/**
 * Result of a notebook's run.
 *
 * @param cellsRun how many cells were run
 * @param failure the failure that ended it before its last cell; empty when it succeeded
 * @param time how long it took, the kernel's start included
 */
public record RunResult(int cellsRun, Optional<CellFailure> failure, Duration time) {

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
