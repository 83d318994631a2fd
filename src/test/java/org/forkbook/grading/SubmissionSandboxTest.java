package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs in a real sandbox, without a kernel: what they can see, and what happens to harmful ones. */
@ParameterizedClass
@ValueSource(strings = {"bwrap", "unshare"})
@Timeout(120)
class SubmissionSandboxTest {

    private static final String TOKEN = "the-grader-s-own-token";

    private static final Kernelspec KERNEL =
            new Kernelspec(JavaHome.ofThisProcess().java(), Path.of("/none.jar"), List.of());

    private static final long MEGABYTE = 1L << 20;

    @Parameter
    private String kind = "";

    @TempDir
    private Path folder;

    @AutoClose
    private Sandbox sandbox = Sandbox.none(KERNEL);

    @BeforeEach
    void probe() throws Exception {
        var jar = folder.resolve("forkbook.jar");
        new JarOutputStream(Files.newOutputStream(jar), new java.util.jar.Manifest()).close();
        sandbox.close();
        sandbox = Sandbox.probe(new Kernelspec(KERNEL.java(), jar, List.of()), kind);
        assumeTrue(sandbox.whyNot().isEmpty(), sandbox.whyNot().orElse(""));
    }

    /** The output of a shell script in the sandbox. */
    private String inside(String script) throws IOException, InterruptedException {
        try (var opened = sandbox.open(Limits.defaults())) {
            var process = start(opened, script);
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip();
        }
    }

    private static Process start(SubmissionSandbox opened, String script, String... before) throws IOException {
        var connection = opened.folder().resolve("connection");
        Files.writeString(connection.resolve("connection.json"), "{}");
        var command = new ArrayList<>(List.of(before));
        command.addAll(opened.inside(connection, List.of("sh", "-c", script, connection.toString())));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GRADER_TOKEN", TOKEN);
        opened.environment(builder.environment());
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Test
    void theGradersEnvironmentIsInNoProcess() throws Exception {
        var said = inside("cat /proc/1/environ /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n'");
        assertTrue(said.contains("PATH=") && said.contains("submission"), said);
        assertFalse(said.contains(TOKEN), said);
    }

    @Test
    void noFolderOfTheHostsCanBeWritten() throws Exception {
        var said = inside("""
                for folder in $0 $(dirname $0) / /usr /etc /proc/sys/kernel /dev; do
                    if (: > $folder/written) 2>/dev/null && [ "$(stat -f -c %T $folder)" != tmpfs ]; then
                        echo $folder
                    fi
                done
                cat $0/connection.json; (echo x > $0/connection.json) 2>/dev/null && echo changed
                (: > /work/written) && (: > /tmp/written) && (: > /dev/shm/written) && echo ok""");
        assertEquals("{}ok", said);
    }

    @Test
    void filesWithoutAByteInThemHaveALimitToo() throws Exception {
        var said = inside("""
                mkdir /work/many /dev/shm/many
                for folder in /work/many /dev/shm/many; do
                    cd $folder && seq 30000 | xargs touch 2>/dev/null
                    [ $(ls -f | wc -l) -lt 25000 ] && echo limited
                done""");
        assertEquals("limited\nlimited", said);
    }

    @Test
    void systemVsMemoryAndQueuesCanNotBeHadWhereTheSystemLetsTheSandboxSaySo() throws Exception {
        var said = inside("cat /proc/sys/kernel/shmall /proc/sys/kernel/msgmni; ulimit -q 2>/dev/null || :");
        assumeTrue("root".equals(System.getProperty("user.name")), said);
        assertEquals(List.of("0", "0"), said.lines().limit(2).toList(), said);
    }

    @Test
    void itIsTheSandboxThatWasAskedFor() {
        assertTrue(
                sandbox.means().startsWith(kind.equals("bwrap") ? "bubblewrap " : "Forkbook's own"), sandbox.means());
    }

    @Test
    void anothersFilesAreNotThereEvenIfAnybodyMayReadThem() throws Exception {
        var other = Files.writeString(folder.resolve("other.ipynb"), "another's solution");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(
                "", inside("cat %s /proc/*/root%1$s 2>/dev/null; ls /root /home 2>/dev/null || :".formatted(other)));
    }

    @Test
    void nothingThatListensOnTheHostIsReached() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var connect = "bash -c ': > /dev/tcp/127.0.0.1/%d' 2>&1".formatted(server.getLocalPort());
            var outside = new ProcessBuilder("sh", "-c", connect).start();
            assertEquals(0, outside.waitFor(), "the host itself reaches it");
            var said = inside(connect);
            assertTrue(said.contains("Connection refused"), said);
        }
    }

    @Test
    void whoTakesMoreMemoryThanTheLimitIsKilledForThat() throws Exception {
        var limits = new Limits(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                80 * MEGABYTE,
                40,
                MEGABYTE,
                MEGABYTE);
        try (var opened = sandbox.open(limits)) {
            var process = start(opened, "for i in 1 2 3; do head -c 50M /dev/zero | tail & done; wait; sleep 600");
            try (var monitor = ResourceMonitor.start(process.toHandle(), opened, limits)) {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it is killed");
                monitor.close();
                assertEquals(Optional.of("more than 80 MB of memory"), monitor.reason());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void aProcessThatLeavesItsParentAndItsSessionEndsWithTheFirstOne() throws Exception {
        try (var opened = sandbox.open(Limits.defaults())) {
            var process = start(opened, "env -i setsid sleep 600 >/dev/null 2>&1 </dev/null & echo begun; sleep 600");
            var sleeping = sleepingIn(process);
            assertEquals(2, sleeping.size());
            process.destroyForcibly().waitFor();
            for (var each : sleeping) {
                ProcessEnd.await(each);
            }
        }
    }

    @Test
    void allEndWhenWhoStartedThemIsKilled() throws Exception {
        try (var opened = sandbox.open(Limits.defaults())) {
            var starter = start(opened, "sleep 600 & echo begun; sleep 600", "sh", "-c", "\"$@\"; exit $?", "starter");
            var sleeping = sleepingIn(starter);
            assertEquals(2, sleeping.size());
            starter.destroyForcibly().waitFor();
            for (var each : sleeping) {
                ProcessEnd.await(each);
            }
        }
    }

    /** The processes that sleep, once the script has said that all have begun, as the host sees them. */
    private static List<ProcessHandle> sleepingIn(Process process) throws IOException, InterruptedException {
        process.inputReader().readLine();
        while (true) {
            var sleeping = process.descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("/sleep"))
                    .toList();
            if (sleeping.size() == 2) { // It has begun, but may still be the shell that becomes the program.
                return sleeping;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
