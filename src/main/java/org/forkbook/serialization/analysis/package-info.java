/**
 * Static analysis of a notebook's bytecode for serialization: which classes, lambdas and variables a closure reaches,
 * and the bytecode transform that makes their objects and lambdas serializable.
 *
 * <p>Start reading at {@link org.forkbook.serialization.analysis.Reachability}.
 */
@NullMarked
package org.forkbook.serialization.analysis;

import org.jspecify.annotations.NullMarked;
