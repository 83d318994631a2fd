package org.forkbook.kernel.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.forkbook.kernel.junit.TestOutcome.Verdict;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** JUnit listener that keeps a row for each test. */
final class OutcomeListener implements TestExecutionListener {

    private static final Pattern CELL = Pattern.compile("In \\[\\d+]");
    private static final String WRAPPER = "(?:REPL\\.)?\\$JShell\\$[0-9A-Z_]+[.$]";

    private final boolean severalClasses;
    private final List<TestOutcome> outcomes = new ArrayList<>();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private @Nullable TestPlan plan;

    OutcomeListener(boolean severalClasses) {
        this.severalClasses = severalClasses;
    }

    synchronized List<TestOutcome> outcomes() {
        return List.copyOf(outcomes);
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        begun.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        outcomes.add(new TestOutcome(name(test), Verdict.SKIPPED, Duration.ZERO, reason, ""));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        var status = result.getStatus();
        // A class is a row only when it could not get as far as its tests.
        if (test.isTest() || status == TestExecutionResult.Status.FAILED) {
            var verdict = switch (status) {
                case SUCCESSFUL -> Verdict.PASSED;
                case FAILED -> Verdict.FAILED;
                case ABORTED -> Verdict.SKIPPED;
            };
            var thrown = result.getThrowable().orElse(null);
            var start = begun.getOrDefault(test.getUniqueId(), System.nanoTime());
            outcomes.add(new TestOutcome(
                    name(test),
                    verdict,
                    Duration.ofNanos(System.nanoTime() - start),
                    thrown == null ? "" : message(ExceptionDescription.of(thrown)),
                    thrown == null ? "" : line(ExceptionDescription.of(thrown))));
        }
    }

    private String name(TestIdentifier test) {
        var name = plain(test);
        var all = plan;
        for (var parent = all == null ? null : all.getParent(test).orElse(null);
                parent != null && all != null;
                parent = all.getParent(parent).orElse(null)) {
            var source = parent.getSource().orElse(null);
            boolean outermost = source instanceof ClassSource
                    && all.getParent(parent).flatMap(TestIdentifier::getSource).isEmpty();
            if ((source instanceof ClassSource && (!outermost || severalClasses)) || source instanceof MethodSource) {
                name = plain(parent) + " › " + name;
            }
        }
        return name;
    }

    private static String plain(TestIdentifier test) {
        return test.getDisplayName().replaceFirst("\\(\\)$", "").replaceAll(WRAPPER, "");
    }

    private static String message(ExceptionDescription thrown) {
        var message = thrown.message().replaceAll(WRAPPER, "");
        return thrown.thrown() instanceof AssertionError
                ? message
                : thrown.type().replaceAll(WRAPPER, "") + (message.isEmpty() ? "" : ": " + message);
    }

    /** The topmost line of a cell's code: the failed assertion, or code that it calls. */
    private static String line(ExceptionDescription thrown) {
        return thrown.chain()
                .flatMap(each -> each.frames().stream())
                .filter(frame -> frame.getFileName() != null
                        && CELL.matcher(frame.getFileName()).matches())
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }
}
