/**
 * What processes, workers and tasks do, for people to look at: tables, timelines, progress bars.
 */
@NullMarked
package org.forkbook.multiprocessing.monitor;

import org.jspecify.annotations.NullMarked;
