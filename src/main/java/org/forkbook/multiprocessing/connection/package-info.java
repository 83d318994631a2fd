/**
 * Pipes between processes of one machine, and authenticated TCP connections between any two processes: Python's
 * {@code multiprocessing.connection}.
 */
@NullMarked
package org.forkbook.multiprocessing.connection;

import org.jspecify.annotations.NullMarked;
