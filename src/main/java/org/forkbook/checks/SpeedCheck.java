package org.forkbook.checks;

import java.util.Locale;

/**
 * Check that code is faster than other code, on a machine that does other things as well: the two take turns, and the
 * fastest run of each counts.
 *
 * <pre>{@code
 * Check.speed("four naps in a pool", () -> napInPool(4)).isFasterThan("a loop of four naps", () -> napInLoop(4), 1.5);
 * }</pre>
 */
public final class SpeedCheck {

    private static final int LEAST_ROUNDS = 2;
    private static final int MOST_ROUNDS = 6;

    private final Expectation expectation;
    private final Check.Code code;

    SpeedCheck(Expectation expectation, Check.Code code) {
        this.expectation = expectation;
        this.code = code;
    }

    /** The same check with a hint for failures. */
    public SpeedCheck hint(String hint) {
        return new SpeedCheck(expectation.withHint(hint), code);
    }

    /**
     * Requires that the code is at least so many times as fast. It has several tries: a disturbance can only make a run
     * slower, so one good round is proof, and a bad one is not.
     *
     * @param what the other code in words
     * @param factor the least factor that passes; below the one that is expected, to leave a margin
     */
    public void isFasterThan(String what, Check.Code other, double factor) {
        var wanted = String.format(Locale.ROOT, "at least %.2f times as fast as %s", factor, what);
        double fastest = Double.MAX_VALUE;
        double othersFastest = Double.MAX_VALUE;
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            othersFastest = Math.min(othersFastest, seconds(other, wanted));
            fastest = Math.min(fastest, seconds(code, wanted));
            if (round >= LEAST_ROUNDS && othersFastest / fastest >= factor) {
                return;
            }
        }
        throw expectation.failure(
                wanted,
                String.format(
                        Locale.ROOT,
                        "%.2f times as fast: %.3f s, and %s %.3f s (the best of %d runs each)",
                        othersFastest / fastest,
                        fastest,
                        what,
                        othersFastest,
                        MOST_ROUNDS));
    }

    private double seconds(Check.Code timed, String wanted) {
        long begin = System.nanoTime();
        expectation.result(wanted, () -> OutputCapture.captured(timed));
        return (System.nanoTime() - begin) / 1e9;
    }
}
