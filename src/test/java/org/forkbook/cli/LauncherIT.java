package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code forkbook}, in a checkout whose path has spaces, with a Maven that only copies the real jar. */
@Timeout(300)
class LauncherIT {

    private static final Path CHECKOUT = Path.of(System.getProperty("forkbook.checkout"));
    private static final Path JAR = Path.of(System.getProperty("forkbook.jar"));

    @TempDir
    private Path folder;

    private Path root;
    private final Map<String, String> environment = new TreeMap<>();

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        root = folder.resolve("my own checkout");
        Files.createDirectories(root.resolve("src/main"));
        Files.createDirectories(root.resolve("kernel"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("src/main/A.java"), "class A {}");
        var script = Files.copy(CHECKOUT.resolve("forkbook"), root.resolve("forkbook"));
        assertTrue(script.toFile().setExecutable(true));
        maven(
                "echo '[INFO] --- compiler:3.16.0:compile (default-compile) @ forkbook ---'",
                "mkdir -p target",
                "echo run >> target/runs",
                "cp '" + JAR + "' target/forkbook.jar");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", folder.toString());
    }

    @Test
    void theFirstRunBuildsAndTheSecondIsQuiet() throws Exception {
        var first = forkbook("--version");
        assertEquals(0, first.code, first.err);
        assertTrue(first.err.contains("building: compiling"), first.err);
        assertTrue(first.out.startsWith("forkbook "), first.out);

        var second = forkbook("--version");
        assertEquals(0, second.code, second.err);
        assertEquals("", second.err);
        assertEquals(1, builds());
    }

    @Test
    void aSavedSourceIsBuiltAgain() throws Exception {
        forkbook("--version");
        var later = FileTime.from(Instant.now().plusSeconds(5));
        Files.setLastModifiedTime(root.resolve("src/main/A.java"), later);
        forkbook("--version");
        assertEquals(2, builds());
    }

    @Test
    void itIsFoundThroughALinkFromAnotherFolder() throws Exception {
        var bin = Files.createDirectories(folder.resolve("a bin"));
        Files.createSymbolicLink(bin.resolve("fb"), Path.of("../my own checkout/forkbook"));
        environment.put("PATH", bin + ":/usr/bin:/bin");
        var ended = run(folder, "fb", "--version");
        assertEquals(0, ended.code, ended.err);
        assertTrue(Files.exists(root.resolve("target/forkbook.jar")));
    }

    @Test
    void twoThatStartTogetherBuildOnce() throws Exception {
        maven("sleep 1", "mkdir -p target", "echo run >> target/runs", "cp '" + JAR + "' target/forkbook.jar");
        var one = start(root, "./forkbook", "--version");
        var two = start(root, "./forkbook", "--version");
        assertEquals(0, end(one).code);
        assertEquals(0, end(two).code);
        assertEquals(1, builds());
        assertFalse(Files.isSymbolicLink(root.resolve("target/forkbook.lock")), "the lock is gone");
    }

    @Test
    void aLockWhoseOwnerWasKilledIsTakenOver() throws Exception {
        Files.createDirectories(root.resolve("target"));
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createSymbolicLink(root.resolve("target/forkbook.lock"), Path.of(Long.toString(gone.pid())));
        assertEquals(0, forkbook("--version").code);
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLogAndFails() throws Exception {
        maven("echo '[ERROR] A.java:[1,1] something is wrong'", "exit 1");
        var ended = forkbook("--version");
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("A.java:[1,1] something is wrong"), ended.err);
        assertFalse(Files.isSymbolicLink(root.resolve("target/forkbook.lock")), "the lock is gone");
    }

    @Test
    void aJreIsToldFromAJdk() throws Exception {
        var jre = java("jre", "17.0.15", false);
        environment.put("JAVA_HOME", jre.toString());
        environment.put("PATH", bare().toString());
        var ended = forkbook("--version");
        // Another JDK may be in one of the usual folders; the problem of this one is reported all the same.
        assertTrue(ended.err.contains(jre + " (JAVA_HOME): Java 17, but a JRE"), ended.err);
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() throws Exception {
        var old = java("old", "1.8.0_392", true);
        environment.put("JAVA_HOME", old.toString());
        environment.put("PATH", bare().toString());
        var ended = forkbook("--version");
        assertTrue(ended.err.contains(old + " (JAVA_HOME): Java 8, older than 17"), ended.err);
    }

    @Test
    void withoutMavenItSaysHowToGetIt() throws Exception {
        environment.remove("MAVEN_HOME");
        environment.put("PATH", bare().toString());
        var ended = forkbook("--version");
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("found no Maven"), ended.err);
        assertTrue(ended.err.contains("To install it:"), ended.err);
    }

    @Test
    void argumentsArriveAsTheyWereGiven() throws Exception {
        var ended = forkbook("install", "--prefix", folder.resolve("a  prefix").toString(), "--name", "two words");
        assertEquals(2, ended.code);
        assertTrue(ended.err.contains("\"two words\""), ended.err);
    }

    private Ended forkbook(String... args) throws Exception {
        var command = new String[args.length + 1];
        command[0] = "./forkbook";
        System.arraycopy(args, 0, command, 1, args.length);
        return run(root, command);
    }

    private Ended run(Path where, String... command) throws Exception {
        return end(start(where, command));
    }

    private Process start(Path where, String... command) throws IOException {
        // Through a shell: it is the one that looks commands up in the PATH given here.
        var shell = new String[command.length + 4];
        shell[0] = "/bin/sh";
        shell[1] = "-c";
        shell[2] = "exec \"$@\"";
        shell[3] = "sh";
        System.arraycopy(command, 0, shell, 4, command.length);
        var builder = new ProcessBuilder(shell).directory(where.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ended end(Process process) throws Exception {
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, err);
    }

    private long builds() throws IOException {
        return Files.readAllLines(root.resolve("target/runs")).size();
    }

    private void maven(String... lines) throws IOException {
        var bin = Files.createDirectories(folder.resolve("maven/bin"));
        var mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(mvn.toFile().setExecutable(true));
        environment.put("MAVEN_HOME", folder.resolve("maven").toString());
    }

    /** A folder whose release file looks like a Java installation's. */
    private Path java(String name, String version, boolean compiler) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (var program : compiler ? new String[] {"java", "javac"} : new String[] {"java"}) {
            var file = Files.createDirectories(home.resolve("bin")).resolve(program);
            Files.writeString(file, "#!/bin/sh\nexit 1\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        return home;
    }

    /** A PATH with the commands that the script uses, and neither Java nor Maven. */
    private Path bare() throws IOException {
        var bin = Files.createDirectories(folder.resolve("bare"));
        for (var name : new String[] {
            "dirname",
            "readlink",
            "uname",
            "sed",
            "head",
            "find",
            "mkdir",
            "ln",
            "rm",
            "mv",
            "cat",
            "touch",
            "date",
            "grep",
            "tail",
            "sleep",
            "sh",
            "cp"
        }) {
            for (var place : new String[] {"/usr/bin", "/bin"}) {
                var command = Path.of(place, name);
                if (Files.exists(command) && !Files.exists(bin.resolve(name))) {
                    var script = Files.writeString(bin.resolve(name), "#!/bin/sh\nexec " + command + " \"$@\"\n");
                    assertTrue(script.toFile().setExecutable(true));
                }
            }
        }
        return bin;
    }
}
