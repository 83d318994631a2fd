package org.forkbook.grading;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.forkbook.chart.RecordText;
import org.jspecify.annotations.Nullable;

/**
 * Graded submission with its scores, status and answers.
 *
 * @param student the student's name
 * @param scores a score for each task of the lesson
 * @param status in a few words: {@code graded}, or what went wrong
 * @param notes details for the student
 * @param answers the student's answers
 * @param time how long it took
 */
public record GradedSubmission(
        String student, List<Score> scores, String status, List<String> notes, List<Answer> answers, Duration time) {

    /**
     * Score of a student for one task.
     *
     * @param task the check's grade id
     * @param points the points; null when the answer is graded by hand
     * @param most the most points
     * @param message the reason for missing points, for the student; empty for full points
     */
    record Score(String task, @Nullable Double points, double most, String message) {}

    /**
     * A cell that the student wrote, with its output.
     *
     * @param id its grade id
     * @param source its text
     * @param output what it printed, shortened
     */
    record Answer(String id, String source, String output) {}

    /** A submission without points, and why. */
    static GradedSubmission ungraded(Submission submission, Assignment assignment, String reason) {
        var scores = assignment.tasks().stream()
                .map(task -> new Score(task.id(), 0.0, task.points(), "not graded"))
                .toList();
        return new GradedSubmission(submission.student(), scores, reason, List.of(), List.of(), Duration.ZERO);
    }

    /** The same with another status. */
    GradedSubmission withStatus(String other) {
        return new GradedSubmission(student, scores, other, notes, answers, time);
    }

    /** The points so far. */
    public double total() {
        return scores.stream()
                .map(Score::points)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** The most points, including answers to be graded by hand. */
    public double most() {
        return scores.stream().mapToDouble(Score::most).sum();
    }

    @Override
    public String toString() {
        return RecordText.of(this);
    }
}
