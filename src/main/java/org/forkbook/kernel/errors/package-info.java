/**
 * Errors as a notebook shows them: compile errors, tracebacks and hints. Start with {@link
 * org.forkbook.kernel.errors.Tracebacks}.
 */
@NullMarked
package org.forkbook.kernel.errors;

import org.jspecify.annotations.NullMarked;
