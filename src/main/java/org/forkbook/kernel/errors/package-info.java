/**
 * Errors as a notebook shows them: problems of the compiler, tracebacks, and hints what to do.
 */
@NullMarked
package org.forkbook.kernel.errors;

import org.jspecify.annotations.NullMarked;
