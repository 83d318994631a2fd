package org.forkbook.client;

import java.time.Duration;
import java.util.Optional;
import org.forkbook.chart.RecordText;

/**
 * How a notebook's run ended.
 *
 * @param cellsRun how many cells were run
 * @param failure what ended it before its last cell; empty when all is well
 * @param time how long it took, the kernel's start included
 */
public record RunResult(int cellsRun, Optional<CellFailure> failure, Duration time) {

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
