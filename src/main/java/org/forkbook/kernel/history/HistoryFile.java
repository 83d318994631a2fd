package org.forkbook.kernel.history;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.protocol.History.Entry;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.transport.OwnerOnlyFiles;
import org.jspecify.annotations.Nullable;

/**
 * File with the cells of all sessions, one JSON object per line, newest last; only its owner can read it. When it grows
 * past its limit, the older half is deleted.
 *
 * <p>Several kernels share it: each change is made under a lock on a second file, which holds the number of the latest
 * session.
 */
final class HistoryFile {

    /** The variable with the file's path, or {@code off} for none. */
    static final String VARIABLE = "FORKBOOK_HISTORY";

    private static final long LIMIT_BYTES = 4 << 20;

    /** A longer cell was pasted or is data: it would displace many others. */
    private static final int LONGEST = 50_000;

    /** Two kernels in one process can't both hold a lock on a file: they take turns here first. */
    private static final Object TURN = new Object();

    private final Path file;
    private final long limit;

    HistoryFile(Path file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** The file in the user's data folder; null when the environment says that there is to be none. */
    static @Nullable HistoryFile ofUser(Map<String, String> environment, String system, Path home) {
        var named = environment.getOrDefault(VARIABLE, "");
        if (named.equals("off")) {
            return null;
        }
        var folder = dataFolder(environment, system, home).resolve("forkbook");
        return new HistoryFile(named.isEmpty() ? folder.resolve("history.jsonl") : Path.of(named), LIMIT_BYTES);
    }

    private static Path dataFolder(Map<String, String> environment, String system, Path home) {
        if (system.startsWith("Windows")) {
            var local = environment.get("LOCALAPPDATA");
            return local == null ? home.resolve("AppData").resolve("Local") : Path.of(local);
        }
        if (system.startsWith("Mac")) {
            return home.resolve("Library").resolve("Application Support");
        }
        var data = environment.getOrDefault("XDG_DATA_HOME", "");
        // The specification says to ignore a relative path.
        return data.startsWith("/") ? Path.of(data) : home.resolve(".local").resolve("share");
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** The number of a new session, one more than any before. */
    int newSession() throws IOException {
        return locked((numbers, latest) -> {
            var next = latest + 1;
            rewrite(numbers, String.valueOf(next));
            return next;
        });
    }

    /** Adds a cell; one that is very long is left out. */
    void append(Entry entry) throws IOException {
        if (entry.source().length() > LONGEST) {
            return;
        }
        var output = entry.output() != null && entry.output().length() <= LONGEST ? entry.output() : null;
        var json = Json.of("session", entry.session(), "line", entry.line(), "source", entry.source());
        Json.add(json, "output", output);
        var line = (Json.write(json) + "\n").getBytes(StandardCharsets.UTF_8);
        locked((numbers, latest) -> {
            try (var channel = open(file, StandardOpenOption.APPEND)) {
                writeAll(channel, line);
                if (channel.size() > limit) {
                    forgetOlderHalf();
                }
            }
            return entry;
        });
    }

    private void forgetOlderHalf() throws IOException {
        var lines = Files.readAllLines(file);
        var kept = 0L;
        var from = lines.size();
        while (from > 0 && kept + lines.get(from - 1).length() < limit / 2) {
            from--;
            kept += lines.get(from).length() + 1;
        }
        var smaller = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(smaller);
        open(smaller, StandardOpenOption.APPEND).close();
        Files.write(smaller, lines.subList(from, lines.size()));
        Files.move(smaller, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All cells, oldest first; a line that can't be read is left out. */
    List<Entry> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var lines = locked((numbers, latest) -> Files.readAllLines(file));
        var entries = new ArrayList<Entry>(lines.size());
        for (var line : lines) {
            try {
                var json = Json.parseObject(line);
                entries.add(new Entry(
                        Json.integer(json, "session", 0),
                        Json.integer(json, "line", 0),
                        Json.string(json, "source", ""),
                        Json.stringOrNull(json, "output")));
            } catch (JsonParseException damaged) {
                // Half a line, from a kernel that was killed while it wrote: the others are still good.
            }
        }
        return entries;
    }

    /** A change that is made under the lock. */
    private interface Change<T> {
        T make(FileChannel numbers, int latest) throws IOException;
    }

    private <T> T locked(Change<T> change) throws IOException {
        synchronized (TURN) {
            try (var numbers = open(file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.READ);
                    var lock = numbers.lock()) {
                return change.make(numbers, latest(numbers));
            }
        }
    }

    private static int latest(FileChannel numbers) throws IOException {
        var bytes = ByteBuffer.allocate(16);
        numbers.read(bytes, 0);
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static void rewrite(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        writeAll(channel, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static FileChannel open(Path path, StandardOpenOption extra) throws IOException {
        if (!Files.exists(path)) {
            create(path);
        }
        return FileChannel.open(path, StandardOpenOption.WRITE, extra);
    }

    private static void create(Path path) throws IOException {
        var folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try {
            OwnerOnlyFiles.create(path).close();
        } catch (FileAlreadyExistsException other) {
            // Another kernel was faster.
        }
    }
}
