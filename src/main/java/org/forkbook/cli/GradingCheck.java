package org.forkbook.cli;

import java.io.IOException;
import java.util.List;
import org.forkbook.grading.Sandbox;

/** Check of the sandbox that {@code forkbook grade} would use. */
final class GradingCheck {

    private static final String SUBJECT = "Grading";

    private GradingCheck() {}

    static DoctorResult run() {
        try (var sandbox = Sandbox.probe(OwnKernel.spec(List.of()))) {
            return of(sandbox);
        } catch (CommandException | IOException e) {
            return DoctorResult.lacking(SUBJECT, "no sandbox can be tried: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DoctorResult.lacking(SUBJECT, "interrupted while a sandbox was tried", "");
        }
    }

    private static DoctorResult of(Sandbox sandbox) {
        return sandbox.whyNot()
                .map(why -> DoctorResult.lacking(
                        SUBJECT,
                        "no sandbox, so forkbook grade refuses: " + why,
                        "A container has to be allowed to make namespaces: docker run --privileged, or podman."))
                .orElseGet(() -> new DoctorResult(
                        SUBJECT,
                        DoctorResult.Verdict.OK,
                        "sandbox: " + sandbox.means(),
                        String.join("\n", sandbox.advice())));
    }
}
