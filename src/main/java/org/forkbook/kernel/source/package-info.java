/**
 * Source text of cells: tokens, snippets and their ends, syntax, and the mapping of class files' lines to cells' lines.
 * Start with {@link org.forkbook.kernel.source.CellSplitter}.
 */
@NullMarked
package org.forkbook.kernel.source;

import org.jspecify.annotations.NullMarked;
