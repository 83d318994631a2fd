package org.forkbook.grading;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunOptions;
import org.forkbook.grading.Assignment.Task;
import org.forkbook.grading.GradedSubmission.Answer;
import org.forkbook.grading.GradedSubmission.Score;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Grader of submissions of one lesson, one at a time; several threads may use it at once.
 *
 * <pre>{@code
 * var grader = new Grader(assignment, Sandbox.probe(kernelspec), Limits.defaults());
 * for (var submission : Submissions.in(folder, assignment.lesson(), List.of()).all()) {
 *     System.out.println(submission.student() + " " + grader.grade(submission).total());
 * }
 * }</pre>
 */
public final class Grader {

    /** The time allowed besides the submission's own: for the start and the end of two kernels on a busy machine. */
    private static final Duration BESIDES = Duration.ofMinutes(5);

    private final Assignment assignment;
    private final Sandbox sandbox;
    private final Limits limits;
    private final ShadowedNames shadows;

    /** A grader for one lesson. */
    public Grader(Assignment assignment, Sandbox sandbox, Limits limits) {
        this.assignment = assignment;
        this.sandbox = sandbox;
        this.limits = limits;
        this.shadows = new ShadowedNames(assignment.cells().stream()
                .filter(Assignment::isCode)
                .map(Assignment::source)
                .toList());
    }

    /** The result of one run of a notebook. */
    private record Run(RunLog log, Optional<String> killed) {}

    /**
     * Grades one submission. Whatever the submission does, this returns a result, within the time that the limits
     * allow.
     *
     * @throws InterruptedException if the thread is interrupted; the submission's processes have been ended
     * @throws IOException if the grader itself fails: no disk space, no kernel, no end in time
     */
    public GradedSubmission grade(Submission submission) throws IOException, InterruptedException {
        return TimeLimitedTask.call(limits.wall().multipliedBy(2).plus(BESIDES), () -> gradeNow(submission));
    }

    private GradedSubmission gradeNow(Submission submission) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        if (submission.file().isEmpty()) {
            return ungraded(submission, submission.problem());
        }
        Notebook notebook;
        ChecksRestorer restored;
        try {
            notebook = Notebook.read(submission.file().get());
            if (!notebook.language().isEmpty() && !notebook.language().equalsIgnoreCase("java")) {
                return ungraded(submission, "for a kernel of the language " + notebook.language() + ", not Java");
            }
            restored = ChecksRestorer.of(notebook, assignment);
        } catch (NotebookFormatException e) {
            return ungraded(
                    submission,
                    String.valueOf(e.getMessage()).replace(submission.file().get() + " ", "the file "));
        } catch (StackOverflowError | IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            // JSON that is no notebook: a number where a text should be, or endless nesting.
            return ungraded(
                    submission,
                    "the file is not a notebook that can be read ("
                            + e.getClass().getSimpleName() + ")");
        }
        var run = run(submission, restored.notebook(), checks(restored.notebook()), limits);
        if (run.log().lacksOneOf(restored.leftOut())) {
            // A student's code calls a demonstration's declaration: then the demonstrations are run, too.
            restored = withDemonstrations(notebook);
            run = run(submission, restored.notebook(), checks(restored.notebook()), limits);
        }
        var shown = shown(submission, restored, run, begin);
        var graded = graded(submission, restored, run, shown);
        return new GradedSubmission(
                graded.student(),
                graded.scores(),
                graded.status(),
                graded.notes(),
                graded.answers(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private ChecksRestorer withDemonstrations(Notebook notebook) throws IOException {
        return ChecksRestorer.withDemonstrations(notebook, assignment);
    }

    private GradedSubmission ungraded(Submission submission, String reason) {
        return GradedSubmission.ungraded(submission, assignment, reason);
    }

    /** The numbers of the cells that give points. */
    private static Set<Integer> checks(Notebook notebook) {
        return numbers(notebook, cell -> Assignment.isLocked(cell) && Assignment.flag(cell, "grade"));
    }

    private static Set<Integer> numbers(Notebook notebook, Predicate<JsonObject> which) {
        var cells = Assignment.cells(notebook);
        return IntStream.rangeClosed(1, cells.size())
                .filter(number -> which.test(cells.get(number - 1)))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Run run(Submission submission, Notebook notebook, Set<Integer> checks, Limits own)
            throws IOException, InterruptedException {
        try (var opened = sandbox.open(own)) {
            var watch = new AtomicReference<@Nullable ResourceMonitor>();
            var log = new RunLog(
                    checks,
                    pid -> ProcessHandle.of(pid)
                            .ifPresent(process -> watch.set(ResourceMonitor.start(process, opened, own))));
            var trouble = "";
            try {
                var options = new RunOptions(Optional.of(own.cell()), true, true);
                new NotebookRunner(opened).run(notebook, opened.workingFolder(), options, log);
            } catch (KernelException e) {
                trouble = e.reason();
            } finally {
                var started = watch.get();
                if (started != null) {
                    started.close();
                }
            }
            var started = watch.get();
            if (started == null) {
                throw new IOException("no kernel could be started for " + submission.student() + ": " + trouble);
            }
            return new Run(log, started.reason());
        }
    }

    /**
     * The output of each cell that a student may see: for cells before the first hidden test, that of this run. Once
     * hidden tests are in a kernel, its output may reveal them. So if any later cell has failed, they run again in a
     * new sandbox without hidden tests, only for the output.
     */
    private IntFunction<@Nullable RunLog> shown(Submission submission, ChecksRestorer restored, Run run, long begin)
            throws IOException, InterruptedException {
        int first =
                numbers(restored.notebook(), cell -> CheckFailureExplanation.hasHiddenTests(Assignment.source(cell)))
                        .stream()
                        .findFirst()
                        .orElse(Integer.MAX_VALUE);
        var left = limits.wall().minusNanos(System.nanoTime() - begin);
        boolean needsWords = IntStream.rangeClosed(
                        first, Assignment.cells(restored.notebook()).size())
                .mapToObj(run.log()::failure)
                .anyMatch(failure -> failure != null && !failure.isRunners());
        var again = needsWords && run.killed().isEmpty() && !left.isNegative() && !left.isZero()
                ? run(submission, restored.withoutHiddenTests(assignment), Set.of(), limits.withWall(left))
                        .log()
                : null;
        return number -> number < first ? run.log() : again;
    }

    private GradedSubmission graded(
            Submission submission, ChecksRestorer restored, Run run, IntFunction<@Nullable RunLog> shown) {
        var cells = Assignment.cells(restored.notebook());
        var ids = new HashSet<>(assignment.stubs().keySet());
        var scores = new ArrayList<Score>();
        for (var task : assignment.tasks()) {
            scores.add(task.byHand() ? byHand(task, cells, ids) : checked(task, cells, run, shown));
        }
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            var id = ChecksRestorer.id(cell, ids);
            if (!id.isEmpty() && !Assignment.isLocked(cell)) {
                var log = shown.apply(i + 1);
                answers.add(new Answer(id, Assignment.source(cell), log == null ? "" : log.text(i + 1)));
            }
        }
        return new GradedSubmission(
                submission.student(), scores, status(scores, run.killed()), restored.notes(), answers, Duration.ZERO);
    }

    private static String status(List<Score> scores, Optional<String> killed) {
        var toRead = scores.stream()
                .filter(score -> score.points() == null)
                .map(Score::task)
                .toList();
        return killed.map(reason -> "stopped: " + reason).orElse("graded")
                + (toRead.isEmpty() ? "" : ", to be read: " + String.join(" ", toRead));
    }

    /** The score of a task that is graded by hand: zero if the answer is unchanged. */
    private Score byHand(Task task, List<JsonObject> cells, Set<String> ids) {
        var stub = assignment.stubs().getOrDefault(task.id(), "").strip();
        boolean answered = cells.stream()
                .filter(cell -> ChecksRestorer.id(cell, ids).equals(task.id()))
                .map(cell -> Assignment.source(cell).strip())
                .anyMatch(text -> !text.isEmpty() && !text.equals(stub));
        return answered
                ? new Score(task.id(), null, task.points(), "Your answer will be read.")
                : new Score(task.id(), 0.0, task.points(), "There is no answer.");
    }

    private Score checked(Task task, List<JsonObject> cells, Run run, IntFunction<@Nullable RunLog> shown) {
        int number = 1;
        while (!Assignment.isLocked(cells.get(number - 1))
                || !Assignment.gradeId(cells.get(number - 1)).orElse("").equals(task.id())) {
            number++; // Every check was put back, so it is there.
        }
        var problem = problem(Assignment.source(cells.get(number - 1)), number, run, shown.apply(number));
        return new Score(task.id(), problem.isEmpty() ? task.points() : 0.0, task.points(), problem);
    }

    /** The reason why a check gives no points; empty if it does. */
    private String problem(String source, int number, Run run, @Nullable RunLog shown) {
        var log = run.log();
        var failure = log.failure(number);
        if (run.killed().isPresent() && (failure != null || !log.hasEnded(number))) {
            return "Your notebook was stopped: it used " + run.killed().get() + ".";
        }
        var names = log.names(number);
        var changed = names.map(declared -> shadows.in(source, declared)).orElse(Set.of());
        if (!changed.isEmpty()) {
            return "Your notebook declares " + String.join(", ", changed)
                    + ", which the check needs from Java and Forkbook. Give yours another name.";
        }
        if (failure != null) {
            var seen = shown == null ? null : shown.failure(number);
            return shown == null || seen == null
                    ? CheckFailureExplanation.ofHidden(source, failure)
                    : CheckFailureExplanation.of(seen, shown.traceback(number));
        }
        if (!log.hasEnded(number)) {
            return "The check was not reached: the notebook's kernel ended before it.";
        }
        return names.isEmpty()
                ? "The notebook's kernel didn't say what the check's names mean, so it doesn't count."
                : "";
    }
}
