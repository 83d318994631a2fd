package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.forkbook.LauncherCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code install}, {@code uninstall}, {@code doctor} and {@code lab} with the real jar, in a home of their own. */
@Timeout(300)
class CommandsIT {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void makeHome() throws IOException {
        environment.put("HOME", Files.createDirectory(folder.resolve("home")).toString());
        environment.put("PATH", Files.createDirectory(folder.resolve("bin")) + ":/usr/bin:/bin");
        environment.put("JUPYTER_DATA_DIR", folder.resolve("home/jupyter").toString());
    }

    @Test
    void theKernelIsInstalledBelowAPrefixAndRemovedAgain() throws Exception {
        var prefix = folder.resolve("a prefix with spaces");
        var kernel = prefix.resolve("share/jupyter/kernels/forkbook");
        var installed = forkbook("install", "--prefix", prefix.toString(), "--heap", "512m");
        assertEquals(0, installed.code, installed.out + installed.err);
        assertTrue(installed.out.contains("JUPYTER_PATH=\"" + prefix.resolve("share/jupyter")), installed.out);
        assertEquals(-1L, Files.mismatch(Path.of(System.getProperty("forkbook.jar")), kernel.resolve("forkbook.jar")));
        assertTrue(Files.readString(kernel.resolve("kernel.json")).contains("-Xmx512m"));

        var removed = forkbook("uninstall", "--prefix", prefix.toString());
        assertEquals(0, removed.code, removed.out + removed.err);
        assertFalse(Files.exists(kernel));
        var again = forkbook("uninstall", "--prefix", prefix.toString());
        assertEquals(0, again.code);
        assertTrue(again.out.contains("Nothing to remove"), again.out);
    }

    @Test
    void theUsersFolderIsTheDefaultAndANameOfItsOwnShows() throws Exception {
        var installed = forkbook("install", "--name", "java-try", "--java", System.getProperty("java.home"));
        assertEquals(0, installed.code, installed.out + installed.err);
        var spec = Files.readString(folder.resolve("home/jupyter/kernels/java-try/kernel.json"));
        assertTrue(spec.contains("\"Java (Forkbook: java-try)\""), spec);
        assertEquals(0, forkbook("uninstall", "--name", "java-try").code);
        assertFalse(Files.exists(folder.resolve("home/jupyter/kernels/java-try")));
    }

    @Test
    void aJavaThatIsNoneIsRefused() throws Exception {
        var ended = forkbook("install", "--java", folder.toString());
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("is not a Java installation"), ended.err);
    }

    @Test
    void twoPlacesAtOnceAreRefused() throws Exception {
        var ended = forkbook("install", "--user", "--prefix", folder.toString());
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("mutually exclusive"), ended.err);
    }

    @Test
    void theDoctorTriesAKernelAndSaysWhatIsMissing() throws Exception {
        environment.put("PATH", folder.resolve("bin").toString());
        var ended = forkbook("doctor");
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("ok  Kernel       1 + 1 is 2"), ended.out);
        assertTrue(ended.out.contains("--  Jupyter"), ended.out);
        assertTrue(ended.out.contains("--  Kernelspec   not installed"), ended.out);
        assertTrue(
                ended.out.contains("--  Grading      no sandbox, so forkbook grade refuses: bubblewrap isn't"),
                ended.out);
    }

    @Test
    void theDoctorFailsWhenTheKernelspecsJavaIsGone() throws Exception {
        assertEquals(0, forkbook("install").code);
        var spec = folder.resolve("home/jupyter/kernels/forkbook/kernel.json");
        Files.writeString(spec, Files.readString(spec).replace(System.getProperty("java.home"), "/no/such/java"));
        var ended = forkbook("doctor");
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("/no/such/java"), ended.out);
        assertTrue(
                ended.out.lines().anyMatch(line -> line.matches("ok  Grading {6}sandbox: .+; .* by .*"))
                        || ended.out.contains("--  Grading      no sandbox, so forkbook grade refuses: "),
                ended.out);
        assertTrue(ended.out.contains("forkbook install"), ended.out);
    }

    @Test
    void labInstallsTheKernelAndOpensTheNotebooks() throws Exception {
        var notebooks = Files.createDirectories(folder.resolve("my notebooks"));
        program("jupyter-lab", "if [ \"$1\" = --version ]; then echo 4.4.0; exit; fi; pwd; echo \"$@\"; exit 3");
        var ended = forkbook("lab", "--notebooks", notebooks.toString(), "--", "--no-browser");
        assertEquals(3, ended.code, "Jupyter's own exit code: " + ended.out + ended.err);
        assertTrue(ended.out.contains("JupyterLab 4.4.0"), ended.out);
        assertTrue(ended.out.contains("\n" + notebooks.toRealPath() + "\n--no-browser"), ended.out);
        assertTrue(Files.exists(folder.resolve("home/jupyter/kernels/forkbook/kernel.json")));
    }

    @Test
    void withoutJupyterLabSaysHowToGetIt() throws Exception {
        environment.put("PATH", folder.resolve("bin").toString());
        var ended = forkbook("lab");
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("apt install"), ended.err);
        assertTrue(ended.err.contains("brew install"), ended.err);
    }

    private void program(String name, String script) throws IOException {
        var file = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Ended forkbook(String... args) throws Exception {
        var command = LauncherCommand.of();
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, Files.readString(folder.resolve("stderr")));
    }
}
