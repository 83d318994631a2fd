package org.forkbook.grading;

import org.jspecify.annotations.Nullable;

/**
 * Score of a student for one task.
 *
 * @param task the check's grade id
 * @param points the points; null when the answer is graded by hand
 * @param most the most points
 * @param message the reason for missing points, for the student; empty for full points
 */
record Score(String task, @Nullable Double points, double most, String message) {}
