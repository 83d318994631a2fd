/**
 * The Jupyter kernel: it binds the channels, dispatches messages and answers them with an interpreter. Start with {@link
 * org.forkbook.kernel.Kernel}, whose table says who answers what; {@code Dispatcher} is the one place where a request
 * becomes a reply, and {@code PublishedOutput} is where what a cell prints goes.
 */
@NullMarked
package org.forkbook.kernel;

import org.jspecify.annotations.NullMarked;
