/**
 * The Jupyter kernel: it opens the channels, dispatches requests to their handlers, and runs cells with an interpreter.
 * Start with {@link org.forkbook.kernel.Kernel} and its table of request handlers. {@code RequestDispatcher} turns each
 * request into exactly one reply, {@code ExecuteHandler} runs cells, and {@code PublishedOutput} publishes what they
 * print.
 */
@NullMarked
package org.forkbook.kernel;

import org.jspecify.annotations.NullMarked;
