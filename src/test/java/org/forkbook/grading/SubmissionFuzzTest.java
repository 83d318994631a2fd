package org.forkbook.grading;

import static org.forkbook.harness.ClearErrors.allows;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.harness.Garbage;
import org.forkbook.notebook.Notebook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class SubmissionFuzzTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void whateverAStudentHandsInIsReadOrRefusedInWords() throws IOException {
        var garbage = new Garbage(7);
        var lesson = "05-squares-in-a-pool";
        var students = Notebook.read(Path.of("notebooks", lesson + ".ipynb"));
        var assignment = Assignment.of(lesson, students, students);
        var text = Files.readString(Path.of("notebooks", lesson + ".ipynb"));
        var tree = JsonParser.parseString(text);
        var file = folder.resolve("anna_" + lesson + ".ipynb");
        for (int round = 0; round < Garbage.rounds(100); round++) {
            var forged =
                    round % 3 == 0 ? garbage.mutate(text) : garbage.mutate(tree).toString();
            Files.write(file, forged.getBytes(StandardCharsets.UTF_8));
            allows(
                    forged,
                    () -> {
                        for (var submission :
                                Submissions.in(folder, lesson, List.of()).all()) {
                            ChecksRestorer.of(Notebook.read(submission.file().orElseThrow()), assignment);
                        }
                    },
                    IOException.class);
        }
    }
}
