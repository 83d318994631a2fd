package org.forkbook.bench;

import java.time.Duration;
import java.util.List;

/**
 * Something to be measured, and who takes part.
 *
 * @param id its name on the command line, such as {@code kernel.cell}
 * @param title what it is, for the table
 * @param quantity what it is in
 * @param warmth what is done before the first sample, by every contestant alike
 * @param rounds how many samples each contestant gives
 * @param pause how long the machine is left alone after a sample of ours, for what our side does between two uses
 * @param contestants who takes part, ours first
 * @param budgets what is promised
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
