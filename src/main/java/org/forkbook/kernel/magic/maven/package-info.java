/**
 * The magics that fetch libraries from Maven repositories, an optional package: the first of them that runs loads it, and
 * the resolver with it.
 */
@NullMarked
package org.forkbook.kernel.magic.maven;

import org.jspecify.annotations.NullMarked;
