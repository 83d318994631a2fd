/**
 * The kernelspec: how the kernel is started, and where Jupyter looks for it.
 *
 * <p>Start reading at {@link org.forkbook.kernelspec.Kernelspec}; {@link org.forkbook.kernelspec.Installation} puts it
 * in place.
 */
@NullMarked
package org.forkbook.kernelspec;

import org.jspecify.annotations.NullMarked;
