package org.forkbook.kernelspec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    private static final JavaHome JAVA = JavaHome.ofThisProcess();

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        jar = Files.writeString(folder.resolve("built.jar"), "first build");
    }

    @Test
    void theKernelspecStartsTheCopiedJarWithAnAbsoluteJava() throws Exception {
        var installation = Installation.at(folder.resolve("a prefix with spaces"), "forkbook");
        installation.write(JAVA, jar, List.of("-Xmx2g"), "Java (Forkbook)");
        Files.delete(jar);

        var spec = read(installation);
        var argv = spec.getAsJsonArray("argv").asList().stream()
                .map(word -> word.getAsString())
                .toList();
        assertEquals(JAVA.java().toString(), argv.get(0));
        assertEquals(
                List.of("-jar", installation.jar().toString(), "kernel", "{connection_file}"),
                argv.subList(argv.size() - 4, argv.size()));
        assertTrue(argv.contains("-ea"), "assert is on in notebooks");
        assertTrue(argv.indexOf("-Xmx2g") < argv.indexOf("-jar"), "JVM options come before the jar");
        assertEquals("Java (Forkbook)", spec.get("display_name").getAsString());
        assertEquals("java", spec.get("language").getAsString());
        assertEquals("message", spec.get("interrupt_mode").getAsString());
        assertFalse(spec.getAsJsonObject("metadata").get("debugger").getAsBoolean());
        assertEquals("first build", Files.readString(installation.jar()));
    }

    @Test
    void itHoldsTheLogosAndNothingElse() throws Exception {
        var installation = installed();
        assertEquals(
                Set.of("kernel.json", "forkbook.jar", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"),
                names(installation.folder()));
    }

    @Test
    void installingAgainChangesNothing() throws Exception {
        var installation = installed();
        var before = Files.readAllBytes(installation.folder().resolve("kernel.json"));
        var written = Files.getLastModifiedTime(installation.jar());
        installation.write(JAVA, jar, List.of(), "Java (Forkbook)");
        assertArrayEquals(before, Files.readAllBytes(installation.folder().resolve("kernel.json")));
        assertEquals(written, Files.getLastModifiedTime(installation.jar()));
        assertTrue(installation.isCurrent(jar));
    }

    @Test
    void aNewBuildReplacesTheJarAndSweepsWhatACutShortInstallationLeft() throws Exception {
        var installation = installed();
        Files.writeString(installation.folder().resolve(".half-123.tmp"), "half a jar");
        Files.writeString(jar, "second build");
        assertFalse(installation.isCurrent(jar));
        installation.write(JAVA, jar, List.of(), "Java (Forkbook)");
        assertEquals("second build", Files.readString(installation.jar()));
        assertEquals(5, names(installation.folder()).size());
    }

    @Test
    void anotherKernelIsNeitherOverwrittenNorRemoved() throws Exception {
        var installation = Installation.at(folder, "java");
        Files.createDirectories(installation.folder());
        var other = "{\"argv\": [\"java\", \"-jar\", \"ijava.jar\"]}";
        Files.writeString(installation.folder().resolve("kernel.json"), other);

        var refusal =
                assertThrows(IOException.class, () -> installation.write(JAVA, jar, List.of(), "Java (Forkbook)"));
        assertTrue(refusal.toString().contains("--name"), refusal.toString());
        assertThrows(IOException.class, installation::remove);
        assertEquals(other, Files.readString(installation.folder().resolve("kernel.json")));
    }

    @Test
    void removingTakesItsFilesOnly() throws Exception {
        var installation = installed();
        Files.writeString(installation.folder().resolve("notes.txt"), "mine");
        assertTrue(installation.remove());
        assertEquals(Set.of("notes.txt"), names(installation.folder()));
        assertFalse(installation.remove(), "there is nothing left to remove");
    }

    @Test
    void removingLeavesNoFolder() throws Exception {
        var installation = installed();
        assertTrue(installation.remove());
        assertFalse(Files.exists(installation.folder()));
    }

    @Test
    void aNameThatJupyterWouldRefuseIsRefusedHere() {
        for (var name : List.of("", "my kernel", "../up", "a/b", "größe")) {
            assertThrows(IllegalArgumentException.class, () -> Installation.at(folder, name), name);
        }
    }

    private Installation installed() throws IOException {
        var installation = Installation.at(folder.resolve("data"), "forkbook");
        installation.write(JAVA, jar, List.of(), "Java (Forkbook)");
        return installation;
    }

    private static JsonObject read(Installation installation) throws IOException {
        return JsonParser.parseString(Files.readString(installation.folder().resolve("kernel.json")))
                .getAsJsonObject();
    }

    private static Set<String> names(Path folder) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
