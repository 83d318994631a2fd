package org.forkbook.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path folder = Path.of("");

    private Settings read(Map<String, String> environment, String... lines) throws IOException {
        var file = folder.resolve("forkbook.properties");
        Files.write(file, List.of(lines));
        return Settings.read(environment, file);
    }

    @Test
    void theFileSetsAllAndSaysWhere() throws IOException {
        var settings = read(
                Map.of(),
                "class-path = lib/*.jar" + File.pathSeparator + " ~/more",
                "compiler-options = --enable-preview -Xlint:all",
                "startup-scripts = init.jshell",
                "startup = int answer = 42;",
                "timeout = 5 MINUTES",
                "heap = 2g",
                "spares = 0");
        assertEquals(List.of("lib/*.jar", "~/more"), settings.classPath());
        assertEquals(List.of("--enable-preview", "-Xlint:all"), settings.compilerOptions());
        assertEquals(List.of("init.jshell"), settings.startUpScripts());
        assertEquals("int answer = 42;", settings.startUp());
        assertEquals(Duration.ofMinutes(5), settings.timeout());
        assertEquals("2g", settings.heap());
        assertEquals(0, settings.spares());
        assertEquals(
                folder.resolve("forkbook.properties").toString(),
                settings.origins().get("timeout"));
        assertEquals(List.of(), settings.complaints());
    }

    @Test
    void theEnvironmentIsStrongerAndOurNamesAreStrongest() throws IOException {
        var settings = read(
                Map.of(
                        "IJAVA_TIMEOUT", "1 SECONDS",
                        "JJAVA_TIMEOUT", "2000",
                        "FORKBOOK_TIMEOUT", "3s",
                        "IJAVA_CLASSPATH", "a.jar",
                        "IJAVA_STARTUP_SCRIPT", "int x;",
                        "JJAVA_COMPILER_OPTS", "-parameters"),
                "timeout = 4s",
                "class-path = b.jar");
        assertEquals(Duration.ofSeconds(3), settings.timeout());
        assertEquals(List.of("a.jar"), settings.classPath());
        assertEquals("IJAVA_CLASSPATH", settings.origins().get("class-path"));
        assertEquals("int x;", settings.startUp());
        assertEquals(List.of("-parameters"), settings.compilerOptions());
    }

    @Test
    void whatIsWrongIsAComplaintAndCountsAsUnset() throws IOException {
        var settings = read(Map.of("FORKBOOK_TIMEOUT", "soon"), "heap = lots", "colour = red", "spares = 65");
        assertNull(settings.timeout());
        assertNull(settings.heap());
        assertNull(settings.spares());
        assertEquals(4, settings.complaints().size(), settings.complaints()::toString);
        assertTrue(settings.complaints().get(0).contains("sets colour, which is not a setting"), settings::toString);
        assertTrue(
                settings.complaints().get(1).startsWith("FORKBOOK_TIMEOUT: a timeout must be a number"),
                settings::toString);
        assertEquals(Map.of(), settings.origins());
    }

    @Test
    void aTimeoutBelowOneIsNone() throws IOException {
        assertNull(read(Map.of("IJAVA_TIMEOUT", "-1")).timeout());
    }

    @Test
    void nothingIsSetWithoutAFileAndItIsMissedOnlyWhenItIsNamed() {
        var nowhere = folder.resolve("nowhere");
        assertTrue(Settings.read(Map.of(), nowhere).isEmpty());
        assertEquals(
                1,
                Settings.read(Map.of("FORKBOOK_CONFIG", nowhere.toString()), nowhere)
                        .complaints()
                        .size());
    }

    @Test
    void theFileIsWhereTheSystemKeepsSuch() {
        var home = Path.of("/home/me");
        assertEquals(Path.of("/home/me/.config/forkbook/forkbook.properties"), Settings.file(Map.of(), "Linux", home));
        assertEquals(
                Path.of("/x/forkbook/forkbook.properties"),
                Settings.file(Map.of("XDG_CONFIG_HOME", "/x"), "Linux", home));
        assertEquals(Path.of("/f"), Settings.file(Map.of("FORKBOOK_CONFIG", "/f"), "Linux", home));
    }
}
