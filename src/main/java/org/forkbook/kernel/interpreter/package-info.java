/**
 * The interpreter of Java cells: it separates magics from code, compiles and runs the code, and shows the result.
 *
 * <pre>
 *   JavaInterpreter --&gt; Evaluator --&gt; jshell.NotebookSession   compiles
 *                          |             bytecode.*              transforms
 *                          +--&gt; execution.CellThread             runs
 * </pre>
 *
 * <p>Start reading at {@link org.forkbook.kernel.interpreter.JavaInterpreter}.
 */
@NullMarked
package org.forkbook.kernel.interpreter;

import org.jspecify.annotations.NullMarked;
