package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forkbook.course.Course;
import org.forkbook.course.Edition;
import org.forkbook.kernelspec.JavaHome;
import org.forkbook.kernelspec.Kernelspec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lessons' exercises: the grader distinguishes their solutions from wrong answers. */
@Timeout(300)
class ExercisesIT {

    private static final Course COURSE = new Course(Path.of("lessons"), Path.of("notebooks"));

    @TempDir
    private Path folder;

    /** The points for each check when these answers are given, and the solutions where none is given. */
    private Map<String, Double> points(String lesson, Map<String, String> answers) throws Exception {
        var notebook = COURSE.notebook(lesson, Edition.INSTRUCTOR);
        var given = new LinkedHashMap<>(answers);
        for (var element : notebook.json().getAsJsonArray("cells")) {
            JsonObject cell = element.getAsJsonObject();
            var answer = given.remove(Assignment.gradeId(cell).orElse(""));
            if (answer != null) {
                cell.addProperty("source", answer);
            }
        }
        assertEquals(Map.of(), given, "answers to exercises that aren't there");
        var file = folder.resolve(lesson + ".ipynb");
        notebook.write(file);
        var assignment = Assignment.of(
                lesson, COURSE.notebook(lesson, Edition.INSTRUCTOR), COURSE.notebook(lesson, Edition.STUDENT));
        var kernel = new Kernelspec(
                        JavaHome.ofThisProcess().java(), Path.of(System.getProperty("forkbook.jar")), List.of())
                .withArchive();
        var sandbox = Sandbox.probe(kernel);
        assumeTrue(sandbox.whyNot().isEmpty(), sandbox.whyNot().orElse(""));
        var graded = new Grader(assignment, sandbox, Limits.defaults()).grade(Submission.of("somebody", file));
        var points = new LinkedHashMap<String, Double>();
        for (var score : graded.scores()) {
            var own = score.points();
            if (own != null) {
                points.put(score.task(), own);
            }
        }
        Files.delete(file);
        return points;
    }

    private void fifth(String apply, String who, int checkApply, int more, int checkWho, int whoMore) throws Exception {
        var answers = new LinkedHashMap<String, String>();
        answers.put("apply", apply);
        answers.put("who", who);
        assertEquals(
                Map.of(
                        "check-apply", (double) checkApply,
                        "check-apply-more", (double) more,
                        "check-who", (double) checkWho,
                        "check-who-more", (double) whoMore),
                points("05-squares-in-a-pool", answers),
                apply + "\n" + who);
    }

    private static String apply(String body) {
        return "List<Long> applyToAll(Function<Integer, Long> function, List<Integer> numbers) {\n" + body + "\n}";
    }

    private static String who(String body) {
        return "List<Long> whoWorked(int tasks, int workers) {\n" + body + "\n}";
    }

    @Test
    void theFifthLessonsSolutionsGetAllPoints() throws Exception {
        assertEquals(
                Map.of("check-apply", 1.0, "check-apply-more", 1.0, "check-who", 2.0, "check-who-more", 1.0),
                points("05-squares-in-a-pool", Map.of()));
    }

    @Test
    void workInTheNotebooksOwnProcessIsNotWorkInAPool() throws Exception {
        fifth(
                apply("return numbers.stream().map(function).toList();"),
                who(
                        "try (var pool = new ThreadPool(workers)) { return pool.map(t -> { Thread.sleep(100);"
                                + " return ProcessHandle.current().pid(); }, IntStream.range(0, tasks).boxed().toList(), 1); }"),
                0,
                1,
                0,
                0);
    }

    @Test
    void resultsThatAreWrittenDownAreNotComputed() throws Exception {
        fifth(
                apply("return List.of(1L, 4L, 9L, 16L, 25L);"),
                who("return IntStream.range(0, tasks).mapToObj(t -> 4000L + t % workers).toList();"),
                0,
                0,
                0,
                0);
    }

    @Test
    void anotherOrderAndAnotherNumberOfWorkersAreWrong() throws Exception {
        fifth(
                apply(
                        "try (var pool = new ProcessPool()) { return pool.map(function, numbers).stream().sorted().toList(); }"),
                who(
                        "try (var pool = new ProcessPool(4)) { return pool.map(t -> { Thread.sleep(100);"
                                + " return ProcessHandle.current().pid(); }, IntStream.range(0, tasks).boxed().toList(), 1); }"),
                1,
                0,
                0,
                0);
    }

    @Test
    void whatIsPrintedIsNotReturnedAndAWorkerIsNotATask() throws Exception {
        fifth(
                apply("System.out.println(\"[1, 4, 9, 16, 25]\");\nreturn null;"),
                who("try (var pool = new ProcessPool(workers)) { return pool.map(t -> { Thread.sleep(100);"
                        + " return ProcessHandle.current().pid(); }, IntStream.range(0, tasks).boxed().toList(), 1)"
                        + ".stream().distinct().toList(); }"),
                0,
                0,
                0,
                1);
    }
}
