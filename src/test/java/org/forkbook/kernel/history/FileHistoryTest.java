package org.forkbook.kernel.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.History.Access;
import org.forkbook.kernel.protocol.History.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FileHistoryTest {

    private static final History.Request ALL = new History.Request(Access.TAIL, false, 0, 1, 0, 0, "*", false);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("deep").resolve("history.jsonl");
    }

    private FileHistory open() {
        return new FileHistory(new HistoryFile(file(), 1 << 20));
    }

    private static History.Request range(int session) {
        return new History.Request(Access.RANGE, false, session, 1, 0, 0, "*", false);
    }

    @Test
    void aLaterSessionSeesTheCellsOfAnEarlierOne() {
        try (var first = open()) {
            first.add(1, "int x = 1;\nx", "1", true);
            first.add(2, "x + 1", null, true);
        }
        try (var second = open()) {
            second.add(1, "y", null, true);

            assertEquals(
                    List.of(
                            new Entry(1, 1, "int x = 1;\nx", "1"),
                            new Entry(1, 2, "x + 1", null),
                            new Entry(2, 1, "y", null)),
                    second.find(ALL));
            assertEquals(List.of(new Entry(2, 1, "y", null)), second.find(range(0)));
            assertEquals(2, second.find(range(-1)).size());
            assertEquals(2, second.find(range(1)).size());
            assertEquals(List.of(), second.find(range(-2)));
        }
    }

    @Test
    void sessionsAtTheSameTimeHaveNumbersOfTheirOwn() {
        try (var first = open();
                var second = open()) {
            first.add(1, "a", null, true);
            second.add(1, "b", null, true);
            first.add(2, "c", null, true);
            first.find(ALL);

            assertEquals(List.of("b"), sources(second.find(range(0))));
            assertEquals(List.of("a", "c"), sources(first.find(range(0))));
        }
    }

    private static List<String> sources(List<Entry> entries) {
        return entries.stream().map(Entry::source).toList();
    }

    @Test
    void whatIsNotToBeKeptIsSeenInItsOwnSessionOnly() {
        try (var first = open()) {
            first.add(1, "by a program", null, false);

            assertEquals(1, first.find(ALL).size());
        }
        try (var second = open()) {
            assertEquals(List.of(), second.find(ALL));
        }
    }

    @Test
    void aFileThatGrowsTooLargeLosesItsOlderHalf() throws IOException {
        var text = "x".repeat(100);
        try (var history = new FileHistory(new HistoryFile(file(), 10_000))) {
            IntStream.rangeClosed(1, 500).forEach(line -> history.add(line, text + line, null, true));
            history.find(ALL);
        }
        assertTrue(Files.size(file()) <= 10_000, () -> "the file is too large");
        try (var later = open()) {
            var entries = later.find(ALL);
            assertEquals(500, entries.get(entries.size() - 1).line());
            assertTrue(entries.size() > 20, () -> "left: " + entries.size());
        }
    }

    @Test
    void aDamagedLineIsLeftOut() throws IOException {
        try (var history = open()) {
            history.add(1, "good", null, true);
        }
        Files.writeString(file(), "{\"session\": 1, \"li\n\n\0\0\n", StandardOpenOption.APPEND);
        try (var history = open()) {
            history.add(1, "better", null, true);

            assertEquals(List.of("good", "better"), sources(history.find(ALL)));
        }
    }

    @Test
    void withoutAFileTheSessionStillHasItsHistory() throws IOException {
        Files.createDirectories(file().getParent());
        Files.createDirectory(file());
        try (var history = open()) {
            history.add(1, "a", null, true);

            assertEquals(List.of("a"), sources(history.find(ALL)));
        }
    }

    @Test
    void onlyTheOwnerCanReadIt() throws IOException {
        try (var history = open()) {
            history.add(1, "secret", null, true);
        }
        if (Files.getFileStore(file()).supportsFileAttributeView("posix")) {
            assertEquals(2, Files.getPosixFilePermissions(file()).size());
        }
    }

    @Test
    void uniqueSearchKeepsTheLatest() {
        try (var history = open()) {
            List.of("a", "b", "a", "c").forEach(source -> history.add(1, source, null, true));
            var unique = new History.Request(Access.SEARCH, false, 0, 1, 0, 0, "*", true);

            assertEquals(List.of("b", "a", "c"), sources(history.find(unique)));
        }
    }

    @Test
    void theEnvironmentSaysWhereAndWhether() {
        var home = Path.of("/home/me");

        assertNull(HistoryFile.ofUser(Map.of("FORKBOOK_HISTORY", "off"), "Linux", home));
        assertNotNull(HistoryFile.ofUser(Map.of(), "Windows 11", home));
        assertEquals(
                "/data/forkbook/history.jsonl",
                String.valueOf(HistoryFile.ofUser(Map.of("XDG_DATA_HOME", "/data"), "Linux", home)));
        assertEquals(
                "/home/me/.local/share/forkbook/history.jsonl",
                String.valueOf(HistoryFile.ofUser(Map.of("XDG_DATA_HOME", "data"), "Linux", home)));
    }
}
