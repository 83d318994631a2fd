package org.forkbook.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArithmeticTest {

    private static Outcome outcome(String team, Double... values) {
        return new Outcome(
                team,
                team,
                values.length == 0 ? Optional.empty() : Optional.of(new Samples(Arrays.asList(values))),
                values.length == 0 ? "was not there" : "");
    }

    @Test
    void theMedianOfAnEvenNumberOfSamplesLiesBetweenTheTwoInTheMiddle() {
        assertEquals(2.5, new Samples(List.of(4.0, 1.0, 3.0, 2.0)).median());
        assertEquals(3, new Samples(List.of(100.0, 1.0, 3.0)).median());
    }

    @Test
    void quartilesEncloseTheMiddleHalf() {
        var samples = new Samples(List.of(5.0, 1.0, 2.0, 4.0, 3.0));
        assertEquals(2, samples.lowerQuartile());
        assertEquals(4, samples.upperQuartile());
        var one = new Samples(List.of(7.0));
        assertEquals(7, one.lowerQuartile());
        assertEquals(7, one.upperQuartile());
    }

    @Test
    void noSamplesHaveNoMedian() {
        assertThrows(IllegalArgumentException.class, () -> new Samples(List.of()));
    }

    @Test
    void aBudgetIsMeasuredAgainstTheBestOfATeam() {
        var budget = Budget.against("java", 0.5, "half of the fastest");
        var outcomes = List.of(outcome("forkbook", 4.0), outcome("java", 20.0), outcome("java", 10.0));
        var verdict = budget.judge(Quantity.SECONDS, outcomes);
        assertEquals(0.4, verdict.value().orElseThrow(), 1e-9);
        assertTrue(verdict.met());
        assertEquals("0.40x", verdict.inWords());
        assertFalse(Budget.against("java", 0.3, "")
                .judge(Quantity.SECONDS, outcomes)
                .met());
    }

    @Test
    void whereMoreIsBetterTheLimitIsTheLeast() {
        var outcomes = List.of(outcome("forkbook", 1.93));
        assertTrue(Budget.of(1.9, "").judge(Quantity.SPEED_UP, outcomes).met());
        assertFalse(Budget.of(1.95, "").judge(Quantity.SPEED_UP, outcomes).met());
        assertFalse(Budget.of(1.9, "").judge(Quantity.SECONDS, outcomes).met());
    }

    @Test
    void aBudgetWithoutAYardstickIsNeitherMetNorMissed() {
        var verdict = Budget.against("python", 1, "").judge(Quantity.SECONDS, List.of(outcome("forkbook", 1.0)));
        assertTrue(verdict.value().isEmpty());
        assertEquals("not measured", verdict.word());
        assertEquals(
                "not measured",
                Budget.of(1, "")
                        .judge(Quantity.SECONDS, List.of(outcome("forkbook"), outcome("python", 1.0)))
                        .word());
    }

    @Test
    void aRatioIsOursDividedByTheirs() {
        var python = outcome("python", 4.0);
        var result = new Result(
                new Measure("m", "m", Quantity.SECONDS, "", 1, Duration.ZERO, List.of(), List.of()),
                List.of(outcome("forkbook", 1.0), python, outcome("absent"), outcome("none", 0.0)));
        assertEquals(
                List.of("", "0.25x", "", ""),
                result.outcomes().stream().map(result::ratioInWords).toList());
    }
}
