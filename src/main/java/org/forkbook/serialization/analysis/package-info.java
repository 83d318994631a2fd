/**
 * Static analysis of a notebook's bytecode for serialization: which classes, lambdas and variables a closure reaches, and
 * what is woven into those classes so that their objects and lambdas can be written.
 *
 * <p>Start reading at {@link org.forkbook.serialization.analysis.Reachability}.
 */
@NullMarked
package org.forkbook.serialization.analysis;

import org.jspecify.annotations.NullMarked;
