package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of sandbox, started by a normal user. */
@ParameterizedClass
@ValueSource(strings = {"bwrap", "unshare"})
@Timeout(120)
class IsolationTest {

    private static final int NOBODY = 65_534;

    @Parameter
    private String kind = "";

    @TempDir
    private Path folder;

    private Path seen = Path.of("");

    @BeforeEach
    void foldersOfNobody() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        seen = Files.createDirectory(folder.resolve("seen"));
        Files.writeString(seen.resolve("file"), "seen");
        Files.writeString(folder.resolve("hidden"), "hidden");
        assumeTrue(run("true").isEmpty(), "this system lets users make namespaces");
    }

    private String run(String script) throws Exception {
        var root = folder.resolve("root");
        Files.createDirectories(root);
        var isolation = kind.equals("bwrap")
                ? BubblewrapSandbox.installed(false).orElseThrow(() -> new AssertionError("bubblewrap isn't installed"))
                : new UnshareSandbox(false);
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(isolation.command(
                new Confinement(root, "", 20 << 20, 200, List.of(seen)), List.of("sh", "-c", script, seen.toString())));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(true, process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return said.strip();
    }

    @Test
    void itSeesWhatItIsShownAndCanNotWriteThat() throws Exception {
        assertEquals(
                "seen",
                run("cat $0/file; (echo x > $0/file) 2>/dev/null && echo changed; cat $0/../hidden 2>/dev/null || :"));
    }

    @Test
    void itHasNoPrivilegesAndCanNotGetAny() throws Exception {
        assertEquals(
                "CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000"
                        + " CapAmb: 0000000000000000 NoNewPrivs: 1",
                run("grep -E '^(Cap|NoNew)' /proc/self/status | tr '\\t\\n' '  '"));
    }

    @Test
    void itSeesItsOwnProcessesAndLoopbackOnly() throws Exception {
        assertEquals(
                "few\nlo:",
                run("[ $(ls -d /proc/[0-9]* | wc -l) -lt 10 ] && echo few; grep -o '[a-z0-9]*:' /proc/net/dev"));
    }

    @Test
    void itsFilesHaveALimitInSizeAndInNumber() throws Exception {
        assertEquals("full\nfull", run("""
                cd /work; head -c 30M /dev/zero > big 2>/dev/null || echo full
                rm big; seq 30000 | xargs touch 2>/dev/null || echo full"""));
    }
}
