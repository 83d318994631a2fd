/**
 * JUnit in a cell: the implementation of {@code %%junit}.
 *
 * <p>Start at {@link org.forkbook.kernel.junit.CellTests}. Its classes, and JUnit's, are loaded by the first cell that
 * has tests.
 */
@NullMarked
package org.forkbook.kernel.junit;

import org.jspecify.annotations.NullMarked;
