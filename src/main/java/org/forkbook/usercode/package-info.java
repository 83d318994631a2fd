/**
 * The calls of what a user may have written: the methods of exceptions and values, which may throw, never return, give null
 * or run in circles.
 *
 * <p>Start at {@link org.forkbook.usercode.UserCode}.
 */
@NullMarked
package org.forkbook.usercode;

import org.jspecify.annotations.NullMarked;
