package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no memory, disk, descriptor or process left, that is said, nothing waits for ever, and the rest works. */
@Timeout(300)
class ScarcityTest {

    @TempDir
    Path folder = Path.of("");

    private static void assumeRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount and limit");
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "Linux only");
    }

    private List<String> program(List<String> before, String what, String... options) throws Exception {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:-UsePerfData");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BusyOwner.class.getName(), what));
        var out = Files.createTempFile(folder.getParent(), "forkbook-scarcity", ".txt");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try {
                assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> "it waits for ever: " + what);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return Files.readString(out, StandardCharsets.UTF_8).lines().toList();
        } finally {
            Files.delete(out);
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    private List<String> onAFullFileSystem(int freeBytes, String what, String property) throws Exception {
        assertEquals(0, run("mount", "-t", "tmpfs", "-o", "size=1m,mode=1777", "tmpfs", folder.toString()));
        try {
            Files.write(folder.resolve("full"), new byte[(1 << 20) - freeBytes]);
            return program(List.of(), what, "-D" + property + "=" + folder);
        } finally {
            // A worker whose parent has just ended may be a moment behind, and still in there.
            Traces.await(() -> run("umount", folder.toString()) == 0, java.time.Duration.ofSeconds(60));
        }
    }

    private static void assertToldClearly(List<String> lines) {
        var text = String.join("\n", lines);
        assertTrue(text.endsWith("end"), text);
        lines.stream().filter(line -> line.startsWith("refused")).forEach(line -> {
            assertTrue(line.length() > 40, line);
            assertTrue(!line.contains("NullPointer") && !line.contains("AssertionError"), line);
        });
    }

    @Test
    void withoutSharedMemoryLeftALargePieceIsRefusedAndSmallOnesWork() throws Exception {
        assumeRoot();
        var lines = onAFullFileSystem(512 * 1024, "memory", "forkbook.memory.folder");
        assertToldClearly(lines);
        assertEquals(3, lines.size() - 1, lines.toString());
        assertTrue(lines.get(0).startsWith("worked"), lines.toString());
        assertTrue(lines.get(1).startsWith("refused"), lines.toString());
        assertTrue(lines.get(2).startsWith("worked"), "what was refused has been given back: " + lines);
        Traces.figures("a full folder for shared memory: " + lines);
    }

    @Test
    void onAFullDiskPoolsWorkOrSayWhyNot() throws Exception {
        assumeRoot();
        var lines = onAFullFileSystem(0, "pools", "java.io.tmpdir");
        assertToldClearly(lines);
        Traces.figures("a full disk: " + lines);
    }

    @Test
    void withoutDescriptorsPoolsWorkOrSayWhyNot() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        for (int most : Garbage.isLong() ? List.of(24, 32, 40, 48, 56, 64, 80, 96) : List.of(40)) {
            var lines = program(List.of("/usr/bin/prlimit", "--nofile=" + most), "pools", "-XX:-MaxFDLimit");
            if (lines.stream().anyMatch(line -> line.startsWith("worked") || line.startsWith("refused"))) {
                assertToldClearly(lines);
            }
            Traces.figures(most + " descriptors: " + lines);
        }
    }

    private interface LimitedProgram {
        /** Runs a program in a control group with a limit. */
        List<String> run(int mostProcessesAndThreads) throws Exception;
    }

    private interface Trials {
        void run(LimitedProgram program) throws Exception;
    }

    private void withFewProcesses(String what, Trials trials) throws Exception {
        assumeRoot();
        var pids = Path.of("/sys/fs/cgroup/pids");
        assumeTrue(Files.isWritable(pids), "needs a group of processes with a limit");
        var group = Files.createDirectory(
                pids.resolve("forkbook-" + ProcessHandle.current().pid()));
        try {
            trials.run(most -> {
                Files.writeString(group.resolve("pids.max"), Integer.toString(most));
                return program(
                        List.of("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + "; exec \"$@\"", "sh"),
                        what,
                        "-XX:+UseSerialGC");
            });
        } finally {
            Traces.await(() -> group.toFile().delete(), java.time.Duration.ofSeconds(60));
        }
    }

    @Test
    void withoutProcessesPoolsWorkOrSayWhyNot() throws Exception {
        withFewProcesses("pools", program -> {
            for (int most : Garbage.isLong() ? List.of(25, 30, 40, 50, 60, 80) : List.of(40)) {
                var lines = program.run(most);
                if (lines.stream().anyMatch(line -> line.startsWith("worked") || line.startsWith("refused"))) {
                    assertTrue(lines.contains("end"), lines.toString());
                }
                Traces.figures(most + " processes and threads: "
                        + lines.stream()
                                .filter(line -> !line.startsWith("["))
                                .map(line -> line.substring(0, Math.min(200, line.length())))
                                .toList());
            }
        });
    }

    @Test
    void aPoolIsTerminatedThoughNoThreadCanBeStarted() throws Exception {
        withFewProcesses("threads", program -> {
            var lines = program.run(200);
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("taken ")), lines.toString());
            assertTrue(lines.containsAll(List.of("worked 50", "terminated true", "end")), lines.toString());
        });
    }
}
