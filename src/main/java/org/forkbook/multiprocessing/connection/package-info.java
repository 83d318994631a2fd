/**
 * Pipes between processes of one machine, and authenticated connections between any two over TCP or a Unix domain socket:
 * Python's {@code multiprocessing.connection}.
 */
@NullMarked
package org.forkbook.multiprocessing.connection;

import org.jspecify.annotations.NullMarked;
