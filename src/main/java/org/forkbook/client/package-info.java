/**
 * A Jupyter client: it starts a kernel process, runs notebooks in it, and ends it.
 *
 * <p>Start reading at {@link org.forkbook.client.NotebookRunner}; {@link org.forkbook.client.KernelProcess} and {@link
 * org.forkbook.client.KernelClient} are the two halves below it: the process and its client.
 */
@NullMarked
package org.forkbook.client;

import org.jspecify.annotations.NullMarked;
