package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResourceMonitorTest {

    @Test
    void aProcessWithoutItsParentAndWithoutItsEnvironmentEndsWithTheWatch() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")) && Files.isDirectory(Path.of("/proc/self")));
        var kernel = new Kernelspec(JavaHome.ofThisProcess().java(), Path.of("/none.jar"), List.of());
        try (var opened = Sandbox.none(kernel).open(Limits.defaults())) {
            var first = new ProcessBuilder("sh", "-c", "env -i setsid sleep 97 >&- 2>&- & echo $!; read end")
                    .directory(opened.workingFolder().toFile())
                    .start();
            try (var said = first.inputReader()) {
                var orphan = ProcessHandle.of(Long.parseLong(String.valueOf(said.readLine())))
                        .orElseThrow();
                var monitor = ResourceMonitor.start(first.toHandle(), opened, Limits.defaults());
                first.getOutputStream().close();
                first.waitFor();
                monitor.close();
                ProcessEnd.await(orphan);
                assertEquals(Optional.empty(), monitor.reason());
            } finally {
                first.destroyForcibly();
            }
        }
    }
}
