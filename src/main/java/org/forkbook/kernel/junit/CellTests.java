package org.forkbook.kernel.junit;

import java.util.Arrays;
import java.util.List;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.junit.TestOutcome.Verdict;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** JUnit runner for classes that a cell has declared; it shows the results as a table. */
public final class CellTests {

    /** The imports that every cell of tests has. */
    public static final List<String> IMPORTS =
            List.of("org.junit.jupiter.api.*", "static org.junit.jupiter.api.Assertions.*", "org.forkbook.checks.*");

    private CellTests() {}

    /**
     * Runs the tests in these classes, and shows how they ended.
     *
     * @throws TestsFailedError if one of them failed, or if there are none
     */
    public static void run(Class<?>... classes) {
        var launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .build());
        var listener = new OutcomeListener(classes.length > 1);
        launcher.execute(request(classes), listener);
        var report = new TestReport(listener.outcomes());
        if (report.isEmpty()) {
            throw new TestsFailedError("There are no tests in "
                    + String.join(
                            ", ",
                            Arrays.stream(classes).map(Class::getSimpleName).toList())
                    + ". A test is a method that isn't private, returns nothing, and has @Test above it.");
        }
        Display.display(report);
        if (report.count(Verdict.FAILED) > 0) {
            throw new TestsFailedError(report.summary());
        }
    }

    private static LauncherDiscoveryRequest request(Class<?>... classes) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
    }
}
