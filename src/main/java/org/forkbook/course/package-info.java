/**
 * Lessons: Markdown sources that are built into notebooks, executed, and imported from edited notebooks.
 *
 * <p>Start reading at {@link org.forkbook.course.Lesson}, the neutral form between the two; {@link
 * org.forkbook.course.LessonSource} reads and writes the Markdown, and {@link org.forkbook.course.Course} has the
 * operations of the command line.
 */
@NullMarked
package org.forkbook.course;

import org.jspecify.annotations.NullMarked;
