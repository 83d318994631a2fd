/**
 * The Jupyter kernel: it binds the channels, dispatches messages and answers them with an interpreter.
 */
@NullMarked
package org.forkbook.kernel;

import org.jspecify.annotations.NullMarked;
