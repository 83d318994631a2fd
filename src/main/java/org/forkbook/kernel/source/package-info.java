/**
 * The text of cells: tokens, snippets and where they end, syntax, and the lines of a cell that a class was compiled from.
 */
@NullMarked
package org.forkbook.kernel.source;

import org.jspecify.annotations.NullMarked;
