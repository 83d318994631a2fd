/**
 * Lessons: sources made into notebooks, checked, rerun and graded.
 */
@NullMarked
package org.forkbook.course;

import org.jspecify.annotations.NullMarked;
