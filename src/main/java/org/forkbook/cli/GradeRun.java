package org.forkbook.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.forkbook.chart.Units;
import org.forkbook.grading.GradeBook;
import org.forkbook.grading.GradedSubmission;
import org.forkbook.grading.Grader;
import org.forkbook.grading.Submission;

/**
 * Grading run of a class, several submissions at once, with an orderly shutdown: running submissions are ended and
 * their files removed, nothing is entered for them, and the same command resumes later.
 */
final class GradeRun {

    /** How long the end of the program waits for submissions to end. */
    private static final long TIMEOUT_SECONDS = 20;

    private final Grader grader;
    private final GradeBook book;
    private final int jobs;
    private final Consumer<String> say;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger ungraded = new AtomicInteger();
    private int count;

    GradeRun(Grader grader, GradeBook book, int jobs, Consumer<String> say) {
        this.grader = grader;
        this.book = book;
        this.jobs = jobs;
        this.say = say;
    }

    /**
     * Grades what hasn't been graded before.
     *
     * @param again grades everything
     * @return whether it completed; if not, the program is shutting down
     */
    boolean grade(List<Submission> all, boolean again) throws IOException, InterruptedException {
        count = all.size();
        book.open();
        var fresh = again ? all : recall(all);
        var executor = Executors.newFixedThreadPool(jobs, task -> {
            var thread = new Thread(task, "forkbook-grade");
            thread.setDaemon(true);
            return thread;
        });
        var hook = new Thread(() -> stop(executor), "forkbook-grade-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            var running = new ArrayList<Future<?>>();
            for (var submission : fresh) {
                running.add(executor.submit(() -> grade(submission)));
            }
            for (var each : running) {
                each.get();
            }
            if (!stopping.get()) {
                book.writeTable();
            }
        } catch (ExecutionException e) {
            if (!stopping.get()) {
                throw cannot(e);
            }
        } finally {
            end(executor); // After an error, other submissions still run, in their folders.
            forget(hook);
        }
        return !stopping.get();
    }

    /** Enters known results first, so that a stopped run has no fewer results than the previous one. */
    private List<Submission> recall(List<Submission> all) throws IOException {
        var fresh = new ArrayList<Submission>();
        for (var submission : all) {
            var known = book.recall(submission);
            if (known.isPresent()) {
                progress(known.get(), "as before");
            } else {
                fresh.add(submission);
            }
        }
        return fresh;
    }

    private Optional<GradedSubmission> grade(Submission submission) throws IOException, InterruptedException {
        if (stopping.get()) {
            return Optional.empty();
        }
        GradedSubmission graded;
        try {
            graded = grader.grade(submission);
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is, it must not affect the other submissions.
            return stopping.get() ? Optional.empty() : Optional.of(ungraded(submission, e));
        }
        if (stopping.get()) {
            // Its kernel was ended by the shutdown: this is no result.
            return Optional.empty();
        }
        graded = book.enter(submission, graded);
        progress(graded, graded.status() + ", " + Units.time(graded.time()));
        return Optional.of(graded);
    }

    private GradedSubmission ungraded(Submission submission, Throwable trouble) throws IOException {
        ungraded.incrementAndGet();
        var reason = trouble instanceof IOException ? trouble.getMessage() : trouble.toString();
        var row = book.enterUngraded(submission, String.valueOf(reason));
        progress(row, row.status());
        return row;
    }

    /** The number of submissions without a result for reasons that probably aren't theirs. */
    int ungraded() {
        return ungraded.get();
    }

    private void progress(GradedSubmission graded, String how) {
        say.accept("[%d/%d] %s: %s of %s, %s"
                .formatted(
                        done.incrementAndGet(),
                        count,
                        graded.student(),
                        GradeCommand.points(graded.total()),
                        GradeCommand.points(graded.most()),
                        how));
    }

    private void stop(ExecutorService executor) {
        stopping.set(true);
        end(executor);
        say.accept("Stopped: %d of %d have been graded. Run the same command again to continue."
                .formatted(done.get(), count));
    }

    private static void end(ExecutorService executor) {
        executor.shutdownNow();
        try {
            executor.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CommandException cannot(ExecutionException e) throws IOException, InterruptedException {
        if (e.getCause() instanceof IOException trouble) {
            throw trouble;
        }
        if (e.getCause() instanceof InterruptedException) {
            throw new InterruptedException("grading was interrupted");
        }
        return CommandException.cannot("can't grade: " + e.getCause(), e);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is shutting down: the hook is running.
            return;
        }
    }
}
