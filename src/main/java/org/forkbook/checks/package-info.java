/**
 * Checks for exercises, called from a notebook's cells: a failure shows what was tested, the expected and the actual
 * value, and a hint.
 *
 * <p>Start at {@link org.forkbook.checks.Check}. They use JUnit's conventions: a failed check is an {@link
 * org.opentest4j.AssertionFailedError}, in a cell as well as in a test class.
 */
@NullMarked
package org.forkbook.checks;

import org.jspecify.annotations.NullMarked;
