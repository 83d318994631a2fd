/**
 * Experiments with threads and processes, for lessons: the same work in different ways, measured fairly and drawn.
 *
 * <p>Start reading at {@link org.forkbook.experiment.Comparison}; {@link org.forkbook.experiment.Workloads} has work
 * for it, {@link org.forkbook.experiment.MemoryPicture} shows in whose memory a change is made. Nothing here depends on
 * Jupyter.
 */
@NullMarked
package org.forkbook.experiment;

import org.jspecify.annotations.NullMarked;
