package org.forkbook.bench;

import java.time.Duration;
import java.util.List;

/**
 * Definition of a measure: its quantity, its subjects and its budgets.
 *
 * @param id its name on the command line, such as {@code kernel.cell}
 * @param title its title in the table
 * @param quantity its unit
 * @param warmth the warm-up before the first sample, equal for every subject
 * @param rounds how many samples each subject gives
 * @param pause the idle time after a sample of ours, for what our side does between two uses
 * @param contestants the subjects, ours first
 * @param budgets the limits to meet
 */
record Measure(
        String id,
        String title,
        Quantity quantity,
        String warmth,
        int rounds,
        Duration pause,
        List<Subject> contestants,
        List<Budget> budgets) {

    Measure {
        contestants = List.copyOf(contestants);
        budgets = List.copyOf(budgets);
    }

    /** The same with fewer rounds, for a first look. */
    Measure quick() {
        return new Measure(
                id, title, quantity, warmth, Math.max(1, Math.min(3, rounds / 3)), pause, contestants, budgets);
    }
}
