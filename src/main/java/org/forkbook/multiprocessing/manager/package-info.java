/** A server process for ordinary objects, which other processes call through proxies: Python's {@code Manager}. */
@NullMarked
package org.forkbook.multiprocessing.manager;

import org.jspecify.annotations.NullMarked;
