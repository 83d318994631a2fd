/**
 * Checks for exercises, called from a notebook's cells: a failure says what was tested, what was expected, what came, and
 * what to look at.
 *
 * <p>Start at {@link org.forkbook.checks.Check}. They stand on JUnit: a failed check is an {@link
 * org.opentest4j.AssertionFailedError}, in a cell as well as in a test class.
 */
@NullMarked
package org.forkbook.checks;

import org.jspecify.annotations.NullMarked;
