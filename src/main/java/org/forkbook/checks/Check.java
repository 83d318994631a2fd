package org.forkbook.checks;

import java.util.Collection;
import java.util.concurrent.Callable;

/**
 * Entry point of all checks: it takes a description and the code to test.
 *
 * <pre>{@code
 * Check.that("squares(List.of(1, 2, 3))", () -> squares(List.of(1, 2, 3)))
 *         .hint("map gives the results in the order of its input")
 *         .is(List.of(1, 4, 9));
 * }</pre>
 *
 * <p>The tested code is called by the check, on its thread. What it prints goes to standard output, also what it prints
 * on standard error: graders take text on standard error for a failure. A failed check throws a {@link
 * CheckFailedError}, which ends the cell.
 */
public final class Check {

    private Check() {}

    /** Checks a value. */
    public static <T> ValueCheck<T> that(String what, Callable<? extends T> code) {
        return new ValueCheck<>(new Expectation(what, ""), code);
    }

    /** Checks what code prints, its worker processes included. */
    public static OutputCheck output(String what, Code code) {
        return new OutputCheck(new Expectation(what, ""), code);
    }

    /** Checks which processes did something, by their PIDs. */
    public static PidCheck pids(String what, Callable<? extends Collection<Long>> code) {
        return new PidCheck(new Expectation(what, ""), code);
    }

    /** Checks the worker processes that code starts. */
    public static WorkersCheck workers(String what, Code code) {
        return new WorkersCheck(new Expectation(what, ""), code);
    }

    /** Checks how fast code is, compared with other code. */
    public static SpeedCheck speed(String what, Code code) {
        return new SpeedCheck(new Expectation(what, ""), code);
    }

    /** Code to be tested; it may throw anything. */
    @FunctionalInterface
    public interface Code {

        /** Runs it. */
        void run() throws Exception;
    }
}
