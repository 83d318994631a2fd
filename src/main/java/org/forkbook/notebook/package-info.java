/**
 * Notebook files: lossless reading, output areas as in a frontend, and writing in Jupyter's layout.
 *
 * <p>Start reading at {@link org.forkbook.notebook.Notebook}. This package doesn't depend on kernels.
 */
@NullMarked
package org.forkbook.notebook;

import org.jspecify.annotations.NullMarked;
