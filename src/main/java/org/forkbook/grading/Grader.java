package org.forkbook.grading;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.forkbook.client.KernelException;
import org.forkbook.client.NotebookRunner;
import org.forkbook.client.RunOptions;
import org.forkbook.grading.Assignment.Task;
import org.forkbook.grading.Graded.Answer;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Grades submissions of one lesson, one at a time; several threads may use it at once.
 *
 * <pre>{@code
 * var grader = new Grader(assignment, Sandbox.probe(kernelspec), Limits.defaults());
 * for (var submission : Submissions.in(folder, assignment.lesson(), List.of()).all()) {
 *     System.out.println(submission.student() + " " + grader.grade(submission).total());
 * }
 * }</pre>
 */
public final class Grader {

    private final Assignment assignment;
    private final Sandbox sandbox;
    private final Limits limits;
    private final Set<String> ownNames;

    /** A grader for one lesson. */
    public Grader(Assignment assignment, Sandbox sandbox, Limits limits) {
        this.assignment = assignment;
        this.sandbox = sandbox;
        this.limits = limits;
        this.ownNames = new HashSet<>();
        assignment.cells().stream()
                .filter(Assignment::isCode)
                .forEach(cell -> ownNames.addAll(Shadows.declaredIn(Assignment.source(cell))));
    }

    /**
     * Grades one submission. Whatever that does, it comes back as its result.
     *
     * @throws InterruptedException if the thread is interrupted; the submission's processes have been ended
     * @throws IOException if this grader itself can't work: no room, no kernel
     */
    public Graded grade(Submission submission) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        if (submission.file().isEmpty()) {
            return ungraded(submission, submission.problem());
        }
        Notebook notebook;
        Restoration restored;
        try {
            notebook = Notebook.read(submission.file().get());
            if (!notebook.language().isEmpty() && !notebook.language().equalsIgnoreCase("java")) {
                return ungraded(submission, "for a kernel of the language " + notebook.language() + ", not Java");
            }
            restored = Restoration.of(notebook, assignment);
        } catch (NotebookFormatException e) {
            return ungraded(
                    submission,
                    String.valueOf(e.getMessage()).replace(submission.file().get() + " ", "the file "));
        } catch (StackOverflowError | IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            // JSON that no notebook has: a number where a text should be, or boxes in boxes without end.
            return ungraded(
                    submission,
                    "the file is not a notebook that can be read ("
                            + e.getClass().getSimpleName() + ")");
        }
        var first = run(submission, restored);
        // A student's code may call what a demonstration declares: then those are run, too.
        var graded = first.isPresent()
                ? first.get()
                : run(submission, Restoration.withDemonstrations(notebook, assignment))
                        .orElseThrow();
        return new Graded(
                graded.student(),
                graded.scores(),
                graded.status(),
                graded.notes(),
                graded.answers(),
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private Graded ungraded(Submission submission, String reason) {
        var scores = assignment.tasks().stream()
                .map(task -> new Score(task.id(), 0.0, task.points(), "not graded"))
                .toList();
        return new Graded(submission.student(), scores, reason, List.of(), List.of(), Duration.ZERO);
    }

    /** Runs and grades a submission; empty if it lacks what stands in a cell that was left out. */
    private Optional<Graded> run(Submission submission, Restoration restored) throws IOException, InterruptedException {
        var shadowed = shadowed(restored.notebook());
        var hiding = new TreeSet<Integer>();
        var cells = Assignment.cells(restored.notebook());
        for (int i = 0; i < cells.size(); i++) {
            if (Explanation.hasHiddenTests(Assignment.source(cells.get(i)))) {
                hiding.add(i + 1);
            }
        }
        try (var seal = sandbox.open(limits)) {
            var watch = new AtomicReference<@Nullable Watch>();
            var log = new RunLog(
                    hiding,
                    pid -> ProcessHandle.of(pid)
                            .ifPresent(process -> watch.set(Watch.start(process, seal.mark(), limits, seal.output()))));
            var trouble = "";
            try {
                var options = new RunOptions(Optional.of(limits.cell()), true, true);
                new NotebookRunner(seal).run(restored.notebook(), seal.workingFolder(), options, log);
            } catch (KernelException e) {
                trouble = e.reason();
            } finally {
                var own = watch.get();
                if (own != null) {
                    own.close();
                }
            }
            var own = watch.get();
            var killed = own == null ? Optional.<String>empty() : own.reason();
            if (own == null) {
                throw new IOException("no kernel could be started for " + submission.student() + ": " + trouble);
            }
            return log.lacksOneOf(restored.leftOut())
                    ? Optional.empty()
                    : Optional.of(graded(submission, restored, log, killed, shadowed));
        }
    }

    /** For each check, the names that it uses and that the student has declared otherwise. */
    private Map<String, Set<String>> shadowed(Notebook notebook) {
        var declared = new HashSet<String>();
        var checks = new LinkedHashMap<String, String>();
        for (var cell : Assignment.cells(notebook)) {
            if (Assignment.isLocked(cell)) {
                Assignment.gradeId(cell).ifPresent(id -> checks.put(id, Assignment.source(cell)));
            } else if (Assignment.isCode(cell)) {
                declared.addAll(Shadows.declaredIn(Assignment.source(cell)));
            }
        }
        declared.removeAll(ownNames);
        var shadowed = new LinkedHashMap<String, Set<String>>();
        checks.forEach((id, source) -> {
            var used = Shadows.usedIn(source);
            used.retainAll(declared);
            if (!used.isEmpty()) {
                shadowed.put(id, used);
            }
        });
        return shadowed;
    }

    private Graded graded(
            Submission submission,
            Restoration restored,
            RunLog log,
            Optional<String> killed,
            Map<String, Set<String>> shadowed) {
        var cells = Assignment.cells(restored.notebook());
        var ids = new HashSet<>(assignment.stubs().keySet());
        var scores = new ArrayList<Score>();
        for (var task : assignment.tasks()) {
            scores.add(task.byHand() ? byHand(task, cells, ids) : checked(task, cells, log, killed, shadowed));
        }
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            var id = Restoration.id(cell, ids);
            if (!id.isEmpty() && !Assignment.isLocked(cell)) {
                answers.add(new Answer(id, Assignment.source(cell), log.text(i + 1)));
            }
        }
        return new Graded(
                submission.student(), scores, status(scores, killed), restored.notes(), answers, Duration.ZERO);
    }

    private static String status(List<Score> scores, Optional<String> killed) {
        var toRead = scores.stream()
                .filter(score -> score.points() == null)
                .map(Score::task)
                .toList();
        return killed.map(reason -> "stopped: " + reason).orElse("graded")
                + (toRead.isEmpty() ? "" : ", to be read: " + String.join(" ", toRead));
    }

    /** An answer that was left as it was handed out is worth nothing; any other has to be read. */
    private Score byHand(Task task, List<JsonObject> cells, Set<String> ids) {
        var stub = assignment.stubs().getOrDefault(task.id(), "").strip();
        boolean answered = cells.stream()
                .filter(cell -> Restoration.id(cell, ids).equals(task.id()))
                .map(cell -> Assignment.source(cell).strip())
                .anyMatch(text -> !text.isEmpty() && !text.equals(stub));
        return answered
                ? new Score(task.id(), null, task.points(), "Your answer will be read.")
                : new Score(task.id(), 0.0, task.points(), "There is no answer.");
    }

    private static Score checked(
            Task task, List<JsonObject> cells, RunLog log, Optional<String> killed, Map<String, Set<String>> shadowed) {
        var names = shadowed.get(task.id());
        if (names != null) {
            return new Score(
                    task.id(),
                    0.0,
                    task.points(),
                    "Your notebook declares " + String.join(", ", names)
                            + ", which the check needs as Java and Forkbook have it. Give yours another name.");
        }
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            if (Assignment.isLocked(cell) && Assignment.gradeId(cell).orElse("").equals(task.id())) {
                var failure = log.failure(i + 1);
                if (killed.isPresent() && (failure != null || !log.hasEnded(i + 1))) {
                    return new Score(
                            task.id(), 0.0, task.points(), "Your notebook was stopped: it used " + killed.get() + ".");
                }
                if (failure != null) {
                    var message = Explanation.of(Assignment.source(cell), failure, log.traceback(i + 1));
                    return new Score(task.id(), 0.0, task.points(), message);
                }
                return log.hasEnded(i + 1)
                        ? new Score(task.id(), task.points(), task.points(), "")
                        : new Score(
                                task.id(),
                                0.0,
                                task.points(),
                                "The check was not reached: the notebook's kernel ended before.");
            }
        }
        throw new AssertionError("every check was put back, and " + task.id() + " isn't there");
    }
}
