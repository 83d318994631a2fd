/**
 * The Java interpreter behind the kernel: JShell, run in this process, with an execution control of our own.
 */
@NullMarked
package org.forkbook.kernel.eval;

import org.jspecify.annotations.NullMarked;
