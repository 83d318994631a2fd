/**
 * Lessons: Markdown sources made into notebooks, run, and taken back from notebooks.
 *
 * <p>Start reading at {@link org.forkbook.course.Lesson}, the form between the two; {@link
 * org.forkbook.course.LessonSource} reads and writes the Markdown, {@link org.forkbook.course.NotebookFormat} the
 * notebook.
 */
@NullMarked
package org.forkbook.course;

import org.jspecify.annotations.NullMarked;
