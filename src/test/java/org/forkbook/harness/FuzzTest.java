package org.forkbook.harness;

import static org.forkbook.harness.ClearErrors.allows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forkbook.course.LessonFormatException;
import org.forkbook.course.LessonSource;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.settings.Settings;
import org.forkbook.notebook.DisplayIds;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.OutputArea;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.CapsuleReader;
import org.forkbook.serialization.CapsuleWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in a file or in bytes that come from elsewhere: it is read, or it is a clear error. */
@Timeout(600)
@SuppressWarnings("StringConcatToTextBlock") // Texts that end in the middle of a line.
class FuzzTest {

    @TempDir
    Path folder = Path.of("");

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void capsules() {
        var garbage = new Garbage(1);
        var writer = new CapsuleWriter(type -> null);
        var reader = new CapsuleReader(FuzzTest.class.getClassLoader());
        var right = new ArrayList<Capsule>();
        for (Object value : List.of(
                List.of(1, "two", 3.0),
                new Object[] {1, "two", 'x', 4L, null, true, Map.entry("k", 1)},
                new IllegalStateException("message", new IOException("cause")),
                Map.of("key", new int[5000], "other", new long[][] {{1}, {2, 3}}),
                new java.util.TreeMap<>(Map.of("a", java.time.LocalDate.EPOCH)),
                new java.util.PriorityQueue<>(List.of(3, 1, 2)),
                java.util.Optional.of("x"))) {
            right.add(writer.packValue(value));
        }
        for (int round = 0; round < Garbage.rounds(5000); round++) {
            var capsule = right.get(garbage.below(right.size()));
            var body = garbage.mutate(bytes(capsule.body()));
            var forged = new Capsule(List.of(), List.of(), ByteBuffer.wrap(body), capsule.bulk());
            // What a class says of fields that make no sense is its own: any exception, never an error.
            allows(body, () -> reader.readKnown(forged), Exception.class);
        }
    }

    @Test
    void notebooks() throws IOException {
        var garbage = new Garbage(2);
        var file = folder.resolve("x.ipynb");
        var text = Files.readString(Path.of("notebooks/03-create-a-process.ipynb"));
        var tree = JsonParser.parseString(text);
        for (int round = 0; round < Garbage.rounds(150); round++) {
            var forged =
                    round % 2 == 0 ? garbage.mutate(text) : garbage.mutate(tree).toString();
            Files.write(file, forged.getBytes(StandardCharsets.UTF_8));
            allows(
                    forged,
                    () -> {
                        var notebook = Notebook.read(file);
                        for (var cell : notebook.cells()) {
                            look(cell);
                        }
                        notebook.language();
                        notebook.text();
                    },
                    IOException.class);
        }
    }

    private static void look(NotebookCell cell) {
        cell.tags();
        cell.source();
        cell.isExecuted();
        cell.outputs();
        cell.setExecutionCount(1);
    }

    @Test
    void whatKernelsPublish() {
        var garbage = new Garbage(3);
        var every = JsonParser.parseString("""
                {"name": "stdout", "text": "x", "data": {"text/plain": "y", "application/json": {}}, "metadata": {},
                 "transient": {"display_id": "d"}, "execution_count": 1, "ename": "E", "evalue": "v",
                 "traceback": ["a"], "wait": true}
                """);
        var types = List.of("stream", "display_data", "execute_result", "update_display_data", "error", "clear_output");
        for (int round = 0; round < Garbage.rounds(500); round++) {
            var area = new OutputArea(new DisplayIds());
            for (int i = 0; i < 10; i++) {
                var content = garbage.mutate(every) instanceof JsonObject object ? object : new JsonObject();
                allows(content, () -> area.accept(types.get(garbage.below(types.size())), content));
            }
            allows("the area", () -> area.toJson());
        }
    }

    @Test
    void lessons() throws IOException {
        var garbage = new Garbage(4);
        var text = Files.readString(Path.of("lessons/05-squares-in-a-pool.md"));
        for (int round = 0; round < Garbage.rounds(400); round++) {
            // Mostly the header, which is the intricate part.
            int end = garbage.below(2) == 0 ? 600 : 4000;
            var forged = garbage.mutate(text.substring(0, Math.min(end, text.length())));
            allows(forged, () -> LessonSource.write(LessonSource.parse(forged)), LessonFormatException.class);
        }
        for (var yaml : List.of(
                "jupyter: &a [*a]",
                "jupyter: &a {x: *a}",
                "jupyter: {x: .inf, y: .nan}",
                "jupyter: {? [a] : b}",
                "jupyter: " + "[".repeat(5000),
                "jupyter: {x: " + "[".repeat(5000) + "]".repeat(5000) + "}",
                "jupyter: !!java.lang.Runtime {}",
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\n"
                        + "f: &f [*e,*e,*e,*e,*e,*e,*e,*e]\njupyter: {x: [*f,*f,*f,*f,*f,*f,*f,*f]}")) {
            allows(yaml, () -> LessonSource.parse("---\n" + yaml + "\n---\n"), LessonFormatException.class);
        }
    }

    @Test
    void settings() throws IOException {
        var garbage = new Garbage(5);
        var text = "class-path=a:b\ncompiler-options=-Xlint --release 17\nstartup-scripts=x.jsh\nstartup=int i = 1;\n"
                + "timeout=10s\nheap=2g\n";
        var file = folder.resolve("forkbook.properties");
        for (int round = 0; round < Garbage.rounds(500); round++) {
            var forged = garbage.mutate(text.getBytes(StandardCharsets.UTF_8));
            Files.write(file, forged);
            allows(forged, () -> Settings.read(Map.of("FORKBOOK_TIMEOUT", garbage.nasty()), file));
        }
    }

    @Test
    void connectionFiles() throws IOException {
        var garbage = new Garbage(6);
        var file = folder.resolve("connection.json");
        new ConnectionInfo("tcp", "127.0.0.1", 1, 2, 3, 4, 5, "hmac-sha256", "key").write(file, "forkbook");
        var text = Files.readString(file);
        for (int round = 0; round < Garbage.rounds(500); round++) {
            var forged = round % 2 == 0
                    ? garbage.mutate(text)
                    : garbage.mutate(JsonParser.parseString(text)).toString();
            Files.write(file, forged.getBytes(StandardCharsets.UTF_8));
            allows(forged, () -> ConnectionInfo.read(file), IOException.class);
        }
    }
}
