package org.forkbook.grading;

import org.jspecify.annotations.Nullable;

/**
 * What a student got for one task.
 *
 * @param task the check's grade id
 * @param points the points; null when somebody has to read the answer
 * @param most the most that there is to get
 * @param message why it isn't all of them, as the student may read it; empty when it is
 */
record Score(String task, @Nullable Double points, double most, String message) {}
