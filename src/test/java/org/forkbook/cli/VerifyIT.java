package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.forkbook.LauncherCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code forkbook lessons build} and {@code verify} with the real jar and the real kernel, on lessons of their own. */
@Timeout(900)
class VerifyIT {

    private static final String LESSON = """
            ---
            jupyter:
              kernelspec:
                display_name: Java (Forkbook)
                language: java
                name: forkbook
            ---

            # A lesson

            ```java
            var worker = new WorkerProcess(() -> System.out.println("PID " + ProcessHandle.current().pid() + " says hello"));
            worker.start();
            worker.join();
            System.out.printf("%.3f s%n", 1 / (double) ProcessHandle.current().pid());
            ```

            ```java nbgrader={"grade": false, "grade_id": "twice", "locked": false, "schema_version": 3, "solution": true}
            int twice(int n) {
                // BEGIN SOLUTION
                return 2 * n;
                // END SOLUTION
            }
            ```

            ```java tags=["raises-exception"] nbgrader={"grade": true, "grade_id": "check-twice", "locked": true, "points": 1, "schema_version": 3, "solution": false}
            org.forkbook.checks.Check.that("twice(3)", () -> twice(3)).is(6);
            ```
            """;

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void buildALesson() throws Exception {
        Files.createDirectories(folder.resolve("lessons"));
        Files.writeString(folder.resolve("lessons/01-one.md"), LESSON);
        assertEquals(0, forkbook("lessons", "build").code);
    }

    @Test
    void aRunThatDiffersInPidsAndTimesOnlyIsAsRecorded() throws Exception {
        var ended = forkbook("verify", "--jobs", "2");
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("01-one      3"), ended.out);
    }

    @Test
    void lessonsRunSideBySideButOneThatMeasuresRunsAlone() throws Exception {
        var header = LESSON.substring(0, LESSON.indexOf("# A lesson"));
        // Each of these ends only when the other has begun.
        var meets = header + """
                ```java
                Files.writeString(Path.of("%1$s"), "");
                while (!Files.exists(Path.of("%2$s"))) Thread.onSpinWait();
                Files.writeString(Path.of("%1$s ended"), "");
                ```
                """;
        Files.writeString(folder.resolve("lessons/01-one.md"), meets.formatted("one", "three"));
        Files.writeString(folder.resolve("lessons/03-three.md"), meets.formatted("three", "one"));
        Files.writeString(
                folder.resolve("lessons/02-two.md"),
                header.replace("jupyter:", "jupyter:\n  forkbook:\n    measures: true") + """
                ```java
                Stream.of("one ended", "three ended").map(Path::of).allMatch(Files::exists)
                ```
                """);
        var marks = Stream.of("one", "three", "one ended", "three ended")
                .map(folder.resolve("notebooks")::resolve)
                .toList();
        for (var mark : marks) {
            Files.writeString(mark, "");
        }
        assertEquals(0, forkbook("lessons", "build").code);
        for (var mark : marks) {
            Files.delete(mark);
        }
        var ended = forkbook("verify", "--jobs", "2");
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.err.contains("[3/3] 02-two: as recorded"), ended.err);
    }

    @Test
    void aChangedOutputIsShownAndFailsTheRun() throws Exception {
        var notebook = folder.resolve("notebooks/01-one.ipynb");
        var text = Files.readString(notebook);
        assertTrue(text.contains("says hello\\n"), text);
        Files.writeString(notebook, text.replace("says hello\\n", "said hello\\n"));
        var ended = forkbook("verify", "1");
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("01-one, cell 2"), ended.out);
        assertTrue(ended.out.contains("recorded  PID ‹pid› said hello"), ended.out);
        assertTrue(ended.out.contains("got       PID ‹pid› says hello"), ended.out);
    }

    @Test
    void aSolutionThatItsOwnCheckRefusesFailsTheRun() throws Exception {
        Files.writeString(folder.resolve("lessons/01-one.md"), LESSON.replace("2 * n", "3 * n"));
        var ended = forkbook("verify");
        assertEquals(1, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("CheckFailedError: twice(3)"), ended.out);
    }

    @Test
    void anUnsolvedNotebookRunsToItsEnd() throws Exception {
        var ended = forkbook("run", "notebooks/01-one.ipynb");
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.out.contains("got:      nothing: your code is missing"), ended.out);
    }

    @Test
    void instructorsGetSolutionsAndStudentsDoNot() throws Exception {
        assertEquals(0, forkbook("lessons", "build", "--with-solutions", "teacher").code);
        assertTrue(Files.readString(folder.resolve("teacher/01-one.ipynb")).contains("return 2 * n;"));
        assertFalse(Files.readString(folder.resolve("notebooks/01-one.ipynb")).contains("return 2 * n;"));
    }

    private Ended forkbook(String... args) throws IOException, InterruptedException {
        var command = LauncherCommand.with(List.of("-Dforkbook.jar=" + System.getProperty("forkbook.jar")));
        command.addAll(List.of(args));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, Files.readString(folder.resolve("stderr")));
    }
}
