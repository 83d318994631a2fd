package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program in a real sandbox finds, without a kernel. */
@Timeout(120)
class SealTest {

    private static final String TOKEN = "the-grader-s-own-token";

    @TempDir
    private Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void probe() throws Exception {
        var jar = folder.resolve("forkbook.jar");
        new JarOutputStream(Files.newOutputStream(jar), new java.util.jar.Manifest()).close();
        sandbox = Sandbox.probe(new Kernelspec(JavaHome.ofThisProcess().java(), jar, List.of()));
        assumeTrue(sandbox.whyNot().isEmpty(), sandbox.whyNot().orElse(""));
    }

    /** What a shell script prints in there. */
    private String inside(String script) throws IOException, InterruptedException {
        try (var seal = sandbox.open(Limits.defaults())) {
            var connection = seal.folder().resolve("connection");
            Files.writeString(connection.resolve("connection.json"), "{}");
            var builder = new ProcessBuilder(
                            seal.inside(connection, List.of("sh", "-c", script, connection.toString())))
                    .redirectErrorStream(true);
            builder.environment().put("GRADER_TOKEN", TOKEN);
            seal.environment(builder.environment());
            var process = builder.start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip();
        }
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
}
