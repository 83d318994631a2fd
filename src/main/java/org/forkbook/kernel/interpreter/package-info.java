/**
 * The interpreter of Java cells: magics are told from code, code is compiled and run, a result is shown.
 *
 * <pre>
 *   JavaInterpreter --&gt; CellMagics --&gt; Evaluator --&gt; jshell.NotebookSession   compiles
 *                                         |             bytecode.*              weaves
 *                                         +--&gt; execution.CellThread             runs
 * </pre>
 *
 * <p>Start reading at {@link org.forkbook.kernel.interpreter.JavaInterpreter}.
 */
@NullMarked
package org.forkbook.kernel.interpreter;

import org.jspecify.annotations.NullMarked;
