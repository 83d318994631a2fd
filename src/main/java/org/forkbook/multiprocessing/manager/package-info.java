/**
 * A process that keeps ordinary objects for others, which call them through proxies: Python's {@code Manager}.
 */
@NullMarked
package org.forkbook.multiprocessing.manager;

import org.jspecify.annotations.NullMarked;
