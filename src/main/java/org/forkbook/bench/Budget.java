package org.forkbook.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Budget of a measure: an absolute limit, or a multiple of the best result of a team.
 *
 * @param text the budget in words
 * @param team the team whose best result is the baseline; empty for a fixed limit
 * @param limit the most that is allowed, absolute or as a multiple of the baseline; the least where more is better
 */
record Budget(String text, Optional<String> team, double limit) {

    /** A limit relative to the best result of a team: the most, or the least where more is better. */
    static Budget against(String team, double factor, String text) {
        return new Budget(text, Optional.of(team), factor);
    }

    /** An absolute limit: the most, or the least where more is better. */
    static Budget of(double limit, String text) {
        return new Budget(text, Optional.empty(), limit);
    }

    /**
     * The verdict on a budget.
     *
     * @param text the budget in words
     * @param value the result, in the terms of the limit; empty when ours or the baseline is missing
     * @param limit the limit
     * @param met whether it was met; false also when that isn't known
     * @param inWords the result, as the table has it
     */
    record Verdict(String text, OptionalDouble value, double limit, boolean met, String inWords) {

        String word() {
            return value.isEmpty() ? "not measured" : met ? "met" : "missed";
        }
    }

    Verdict judge(Quantity quantity, List<Outcome> outcomes) {
        var ours = median(outcomes, Subject.FORKBOOK, quantity);
        var baseline = team.isEmpty() ? Optional.of(1.0) : median(outcomes, team.get(), quantity);
        if (ours.isEmpty() || baseline.isEmpty()) {
            return new Verdict(text, OptionalDouble.empty(), limit, false, "-");
        }
        double value = ours.get() / baseline.get();
        boolean met = quantity.lessIsBetter() ? value <= limit : value >= limit;
        var words = team.isEmpty() ? quantity.format(value) : String.format(Locale.ROOT, "%.2fx", value);
        return new Verdict(text, OptionalDouble.of(value), limit, met, words);
    }

    private static Optional<Double> median(List<Outcome> outcomes, String team, Quantity quantity) {
        var medians = outcomes.stream()
                .filter(outcome -> outcome.team().equals(team))
                .flatMap(outcome -> outcome.samples().stream())
                .map(Samples::median);
        return quantity.lessIsBetter()
                ? medians.min(Comparator.naturalOrder())
                : medians.max(Comparator.naturalOrder());
    }
}
