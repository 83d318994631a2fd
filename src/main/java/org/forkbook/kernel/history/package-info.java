/**
 * History of the cells that were run: this session's in memory, earlier ones in a file of the user's. Start at {@link
 * org.forkbook.kernel.history.CellHistory}.
 */
@NullMarked
package org.forkbook.kernel.history;

import org.jspecify.annotations.NullMarked;
