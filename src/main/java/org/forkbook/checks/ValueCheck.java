package org.forkbook.checks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Check of a value. Each method that compares calls the tested code once.
 *
 * @param <T> the value's type
 */
public final class ValueCheck<T extends @Nullable Object> {

    private final Expectation expectation;
    private final Callable<? extends T> code;

    ValueCheck(Expectation expectation, Callable<? extends T> code) {
        this.expectation = expectation;
        this.code = code;
    }

    /** The same check with a hint for failures. */
    public ValueCheck<T> hint(String hint) {
        return new ValueCheck<>(expectation.withHint(hint), code);
    }

    /** Requires an equal value; arrays are compared by their elements. */
    public void is(@Nullable Object expected) {
        var wanted = ValueFormat.value(expected);
        T got = value(wanted);
        if (!Objects.deepEquals(expected, got)) {
            var shown = ValueFormat.value(got);
            throw expectation.failure(wanted, shown.equals(wanted) ? shown + " (" + type(got) + ")" : shown);
        }
    }

    /** Requires a number that differs from the expected one by no more than the tolerance. */
    public void isCloseTo(double expected, double tolerance) {
        var wanted = expected + " (give or take " + tolerance + ")";
        T got = value(wanted);
        if (!(got instanceof Number number) || !(Math.abs(number.doubleValue() - expected) <= tolerance)) {
            throw expectation.failure(wanted, ValueFormat.value(got));
        }
    }

    /** Requires {@code true}. */
    public void isTrue() {
        is(true);
    }

    /** Requires that a condition holds, which these words describe: {@code "a number above zero"}. */
    public void meets(String condition, Predicate<? super T> test) {
        T got = value(condition);
        boolean met;
        try {
            met = test.test(got);
        } catch (RuntimeException e) {
            throw expectation.failure(condition, ValueFormat.value(got), e);
        }
        if (!met) {
            throw expectation.failure(condition, ValueFormat.value(got));
        }
    }

    /** Requires a collection with these elements, each as often as here, in whatever order. */
    public void hasInAnyOrder(Collection<?> expected) {
        var wanted = ValueFormat.value(expected) + ", in any order";
        T got = value(wanted);
        if (!(got instanceof Collection<?> collection)) {
            throw expectation.failure(wanted, ValueFormat.value(got));
        }
        var missing = new ArrayList<Object>(expected);
        var extra = new ArrayList<Object>();
        for (var element : collection) {
            if (!missing.remove(element)) {
                extra.add(element);
            }
        }
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw expectation.failure(wanted, ValueFormat.value(got) + difference(missing, extra));
        }
    }

    /** Requires a collection with these elements, each as often as here, in whatever order. */
    public void hasInAnyOrder(Object... expected) {
        hasInAnyOrder(Arrays.asList(expected));
    }

    /** Requires that the code throws this, or a kind of it, perhaps as the cause of what it throws. */
    public void fails(Class<? extends Throwable> expected) {
        var wanted = "a " + expected.getSimpleName() + " is thrown";
        T got;
        try {
            got = OutputCapture.aloud(code);
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            if (ExceptionDescription.of(e).chain().anyMatch(each -> expected.isInstance(each.thrown()))) {
                return;
            }
            throw expectation.thrown(wanted, e);
        }
        throw expectation.failure(wanted, ValueFormat.value(got));
    }

    private static String difference(List<?> missing, List<?> extra) {
        return (missing.isEmpty() ? "" : "\nmissing: " + ValueFormat.value(missing))
                + (extra.isEmpty() ? "" : "\ntoo many: " + ValueFormat.value(extra));
    }

    private static String type(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }

    private T value(String wanted) {
        return expectation.result(wanted, () -> OutputCapture.aloud(code));
    }
}
