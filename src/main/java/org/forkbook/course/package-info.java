/**
 * Lessons: Markdown sources made into notebooks, run, and taken back from notebooks.
 *
 * <p>Start reading at {@link org.forkbook.course.Lesson}, the form between the two; {@link
 * org.forkbook.course.LessonSource} reads and writes the Markdown, and {@link org.forkbook.course.Course} does what the
 * command line asks.
 */
@NullMarked
package org.forkbook.course;

import org.jspecify.annotations.NullMarked;
