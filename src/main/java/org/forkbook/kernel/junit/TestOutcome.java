package org.forkbook.kernel.junit;

import java.time.Duration;

/**
 * Result of one test.
 *
 * @param test its name, with its class's where there are several
 * @param verdict in one word
 * @param time how long it took
 * @param message what was wrong, or why it was left out; empty when all is well
 * @param line the cell's line to look at, such as {@code In [3]:12}; empty when none is known
 */
record TestOutcome(String test, Verdict verdict, Duration time, String message, String line) {

    /** The ways in which a test can end. */
    enum Verdict {
        PASSED("✓", "green"),
        FAILED("✗", "red"),
        SKIPPED("–", "gray");

        private final String mark;
        private final String colour;

        Verdict(String mark, String colour) {
            this.mark = mark;
            this.colour = colour;
        }

        String mark() {
            return mark;
        }

        String colour() {
            return colour;
        }
    }
}
