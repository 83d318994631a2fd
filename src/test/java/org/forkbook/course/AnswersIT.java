package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunListener;
import org.forkbook.client.RunOptions;
import org.forkbook.course.Lesson.Kind;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lessons' exercises, tried with answers in a real kernel: the lesson's own solution passes each of its checks, the
 * stub that a student finds passes none, each wrong answer of {@code answers/NN.txt} fails at least one, and each right
 * one, whose title begins with {@code right}, passes all of them: there is more than one way to solve an exercise.
 *
 * <p>{@code -Dforkbook.long=true} tries all of them, for minutes; else the solution, the stub and one wrong answer of
 * each exercise are tried. {@code -Dforkbook.lessons=06,07} tries those of some lessons.
 */
@Timeout(900)
class AnswersIT {

    private static final Path ANSWERS = Path.of("src/test/resources/org/forkbook/course/answers");
    private static final Course COURSE = new Course(Path.of("lessons"), Path.of("notebooks"));
    /**
     * Errors by which checks fail: a task that should end its process ends the cell, if it is called in the notebook's
     * process.
     */
    private static final Set<String> HOW_CHECKS_FAIL = Set.of("org.forkbook.checks.CheckFailedError", "SystemExit");

    /** A lesson's answers mostly wait: for workers that start, sleep, or never end. */
    private static final ExecutorService TWO_AT_A_TIME = Executors.newFixedThreadPool(2);

    private static final Map<String, Future<List<NotebookCell>>> RUNS = new LinkedHashMap<>();
    private static final boolean LONG = Boolean.getBoolean("forkbook.long");
    private static final String RIGHT = "right ";
    private static final int LEAST_WRONG_ANSWERS = 3;

    /** An answer to an exercise with the results of its checks; {@code wrong} is null for the right one. */
    private record Try(String exercise, String title, String code, boolean right, List<String> checks) {}

    @BeforeAll
    static void begin() throws IOException {
        for (var number : lessons()) {
            RUNS.put(number, TWO_AT_A_TIME.submit(() -> run(number)));
        }
    }

    @AfterAll
    static void end() {
        TWO_AT_A_TIME.shutdownNow();
    }

    static List<String> lessons() throws IOException {
        try (var files = Files.list(ANSWERS)) {
            return files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .filter(number ->
                            System.getProperty("forkbook.lessons", number).contains(number))
                    .sorted()
                    .toList();
        }
    }

    private static Lesson lesson(String number) throws IOException {
        var name = COURSE.names().stream()
                .filter(candidate -> candidate.startsWith(number))
                .findFirst()
                .orElseThrow();
        return COURSE.read(name);
    }

    @Test
    void everyExerciseOfTheSixLessonsHasWrongAnswersToBeToldApart() throws Exception {
        for (var number : lessons()) {
            var tries = tries(number);
            for (var right : tries.stream().filter(Try::right).toList()) {
                long wrong = tries.stream()
                        .filter(other -> !other.right() && other.exercise().equals(right.exercise()))
                        .count();
                assertTrue(wrong > LEAST_WRONG_ANSWERS, number + ", " + right.exercise() + ": " + wrong);
                assertFalse(right.checks().isEmpty(), right.exercise());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void theSolutionPassesAndTheStubAndTheWrongAnswersFail(String number) throws Exception {
        var run = Objects.requireNonNull(RUNS.get(number)).get().iterator();
        var wrongs = new ArrayList<Executable>();
        for (var attempt : chosen(number)) {
            var what = "lesson " + number + ", " + attempt.exercise() + ": " + attempt.title();
            var cell = run.next();
            wrongs.add(() -> assertEquals(Optional.empty(), error(cell), () -> what + ": " + cell.outputs()));
            var checks = new LinkedHashMap<String, NotebookCell>();
            attempt.checks().forEach(id -> checks.put(id, run.next()));
            wrongs.add(() -> assertJudged(what, attempt, checks));
        }
        assertAll(wrongs);
    }

    private static void assertJudged(String what, Try attempt, Map<String, NotebookCell> checks) {
        var failed = new ArrayList<String>();
        var said = new StringBuilder();
        checks.forEach((id, cell) -> {
            assertFalse(has(cell, "name", "stderr"), () -> what + ", " + id + ": " + cell.outputs());
            assertFalse(has(cell, "output_type", "execute_result"), () -> what + ", " + id);
            error(cell).ifPresent(name -> {
                failed.add(id);
                said.append('\n').append(cell.outputs());
                assertTrue(HOW_CHECKS_FAIL.contains(name), () -> what + ": " + cell.outputs());
            });
        });
        if (attempt.right()) {
            assertEquals(List.of(), failed, () -> what + said);
        } else if (attempt.title().equals("stub")) {
            assertEquals(attempt.checks(), failed, what);
        } else {
            assertFalse(failed.isEmpty(), what);
        }
    }

    /** Runs a lesson's answers, each with its checks, in one kernel. */
    private static List<NotebookCell> run(String number) throws Exception {
        var cells = new ArrayList<String>();
        var checks = checks(lesson(number));
        for (var attempt : chosen(number)) {
            cells.add(attempt.code());
            attempt.checks().forEach(id -> cells.add(Objects.requireNonNull(checks.get(id))));
        }
        return run(cells);
    }

    /** All answers in the long form; else each exercise's solution, its stub and the first of its wrong answers. */
    private static List<Try> chosen(String number) throws IOException {
        var seen = new HashSet<String>();
        return tries(number).stream()
                .filter(attempt -> LONG
                        || attempt.title().equals("solution")
                        || attempt.title().equals("stub")
                        || (!attempt.right() && seen.add(attempt.exercise())))
                .toList();
    }

    private static List<Try> tries(String number) throws IOException {
        var lesson = lesson(number);
        var checks = checks(lesson).keySet();
        var tries = new ArrayList<Try>();
        var stubs = new ArrayList<Try>(); // after all solutions, which may use each other
        for (var cell : lesson.cells()) {
            if (cell.kind() == Kind.CODE && Edition.isSolution(cell.metadata())) {
                var id = Objects.requireNonNull(CellIds.gradeId(cell.metadata()));
                var its = checks.stream()
                        .filter(check -> (check + "-").startsWith("check-" + id + "-"))
                        .toList();
                tries.add(new Try(id, "solution", cell.source(), true, its));
                var student = Edition.STUDENT.of(new Lesson(lesson.metadata(), List.of(cell)));
                stubs.add(new Try(id, "stub", student.cells().get(0).source(), false, its));
            }
        }
        var rights = List.copyOf(tries);
        tries.addAll(stubs);
        for (var answer : Files.readString(ANSWERS.resolve(number + ".txt")).split("(?m)^=== ", -1)) {
            if (!answer.isEmpty()) {
                var title = answer.substring(0, answer.indexOf('\n'));
                boolean isRight = title.startsWith(RIGHT);
                var exercise = title.substring(isRight ? RIGHT.length() : 0, title.indexOf(':'));
                var right = rights.stream()
                        .filter(candidate -> candidate.exercise().equals(exercise))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no exercise for the answer " + title));
                tries.add(new Try(exercise, title, answer.substring(title.length() + 1), isRight, right.checks()));
            }
        }
        return tries;
    }

    private static Map<String, String> checks(Lesson lesson) {
        var checks = new LinkedHashMap<String, String>();
        for (var cell : lesson.cells()) {
            if (cell.kind() == Kind.CODE && Edition.isCheck(cell.metadata())) {
                checks.put(Objects.requireNonNull(CellIds.gradeId(cell.metadata())), cell.source());
            }
        }
        return checks;
    }

    private static List<NotebookCell> run(List<String> sources) throws Exception {
        var cells = new JsonArray();
        for (int i = 0; i < sources.size(); i++) {
            var cell = new JsonObject();
            cell.addProperty("cell_type", "code");
            cell.addProperty("id", "c" + i);
            cell.add("metadata", new JsonObject());
            cell.add("execution_count", com.google.gson.JsonNull.INSTANCE);
            cell.add("outputs", new JsonArray());
            cell.addProperty("source", sources.get(i));
            cells.add(cell);
        }
        var json = new JsonObject();
        json.add("cells", cells);
        json.add("metadata", new JsonObject());
        json.addProperty("nbformat", 4);
        json.addProperty("nbformat_minor", 5);
        var notebook = Notebook.of(json);
        var jar = Path.of(System.getProperty("forkbook.jar")).toAbsolutePath();
        var spec = new Kernelspec(JavaHome.ofThisProcess().checked().java(), jar, List.of()).withArchive();
        new NotebookRunner(spec::command)
                .run(
                        notebook,
                        Path.of("").toAbsolutePath(),
                        new RunOptions(Optional.of(Duration.ofSeconds(90)), true),
                        RunListener.none());
        return notebook.cells();
    }

    private static Optional<String> error(NotebookCell cell) {
        for (var output : cell.outputs()) {
            if (output.getAsJsonObject().get("output_type").getAsString().equals("error")) {
                return Optional.of(output.getAsJsonObject().get("ename").getAsString());
            }
        }
        return Optional.empty();
    }

    private static boolean has(NotebookCell cell, String key, String value) {
        for (var output : cell.outputs()) {
            var found = output.getAsJsonObject().get(key);
            if (found != null && found.getAsString().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
