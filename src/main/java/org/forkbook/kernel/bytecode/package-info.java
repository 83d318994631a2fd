/**
 * What is woven into the classes of cells: lines of cells, polls for interrupts, the notebook's working directory, traces.
 */
@NullMarked
package org.forkbook.kernel.bytecode;

import org.jspecify.annotations.NullMarked;
