/**
 * Execution of cells: their threads, interrupts, standard streams, and the interface between kernel and interpreter.
 * Start with {@link org.forkbook.kernel.execution.CellThread} and {@link org.forkbook.kernel.execution.Interpreter}.
 */
@NullMarked
package org.forkbook.kernel.execution;

import org.jspecify.annotations.NullMarked;
