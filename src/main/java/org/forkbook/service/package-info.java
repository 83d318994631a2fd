/**
 * Service threads, and the one place that decides what happens to whatever is thrown in them; waits with a deadline, and
 * waits that no interrupt ends; what this process does when it exits, and how others have ended.
 *
 * <p>Start at {@link org.forkbook.service.ServiceThread}.
 */
@NullMarked
package org.forkbook.service;

import org.jspecify.annotations.NullMarked;
