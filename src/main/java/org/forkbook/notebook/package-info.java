/**
 * Notebook files: read without losing anything, outputs folded into cells as a frontend does it, written as Jupyter does.
 *
 * <p>Start reading at {@link org.forkbook.notebook.Notebook}. Knows nothing of kernels.
 */
@NullMarked
package org.forkbook.notebook;

import org.jspecify.annotations.NullMarked;
