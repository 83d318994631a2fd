/** Displays of what processes, workers and tasks do: tables, timelines, progress bars. */
@NullMarked
package org.forkbook.multiprocessing.monitor;

import org.jspecify.annotations.NullMarked;
