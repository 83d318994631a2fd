/**
 * Class transformers for cells: line numbers of cells, polls for interrupts, the notebook's working directory, stack
 * traces. Start with {@link org.forkbook.kernel.bytecode.CellBytecode}.
 */
@NullMarked
package org.forkbook.kernel.bytecode;

import org.jspecify.annotations.NullMarked;
