/**
 * A notebook's JShell session: its snippets, classes and variables, and the compilers beside it.
 *
 * <p>Start reading at {@code NotebookSession}.
 */
@NullMarked
package org.forkbook.kernel.jshell;

import org.jspecify.annotations.NullMarked;
