package org.forkbook.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Result of a measure.
 *
 * @param measure what was measured
 * @param outcomes one for each contestant, in the same order
 */
record Result(Measure measure, List<Outcome> outcomes) {

    Result {
        outcomes = List.copyOf(outcomes);
    }

    List<Budget.Verdict> verdicts() {
        return measure.budgets().stream()
                .map(budget -> budget.judge(measure.quantity(), outcomes))
                .toList();
    }

    /** Ours divided by another's, as a median; empty when one of them is missing, or it is ours. */
    Optional<Double> ratio(Outcome other) {
        var ours = outcomes.stream()
                .filter(outcome -> outcome.team().equals(Subject.FORKBOOK))
                .findFirst()
                .flatMap(Outcome::samples);
        if (other.team().equals(Subject.FORKBOOK) || ours.isEmpty()) {
            return Optional.empty();
        }
        return other.samples()
                .map(Samples::median)
                .filter(median -> median != 0)
                .map(median -> ours.get().median() / median);
    }

    /** That ratio as the table has it, such as {@code 0.42x}. */
    String ratioInWords(Outcome other) {
        return ratio(other)
                .map(ratio -> String.format(Locale.ROOT, ratio < 0.1 ? "%.3fx" : "%.2fx", ratio))
                .orElse("");
    }
}
