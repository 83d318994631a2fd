/**
 * Guarded calls of code that users may have written: the methods of exceptions and values, which may throw, never
 * return, return null or form cycles.
 *
 * <p>Start at {@link org.forkbook.usercode.UserCode}.
 */
@NullMarked
package org.forkbook.usercode;

import org.jspecify.annotations.NullMarked;
