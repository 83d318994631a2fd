/**
 * Processes, pools, queues, locks and shared memory for Java: what Python's {@code multiprocessing} module offers, for
 * any Java program and for cells of a notebook.
 */
@NullMarked
package org.forkbook.multiprocessing;

import org.jspecify.annotations.NullMarked;
