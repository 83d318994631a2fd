/**
 * {@code forkbook bench}: benchmarks of Forkbook against Python's multiprocessing and other Jupyter kernels, measured
 * in turns.
 *
 * <p>Start reading at {@link org.forkbook.bench.Bench}. A {@link org.forkbook.bench.Measure} has subjects, each with a
 * {@link org.forkbook.bench.Trial} that is sampled repeatedly, and gives a {@link org.forkbook.bench.Result}. The
 * measures are defined in {@link org.forkbook.bench.LibraryMeasures}, {@link org.forkbook.bench.KernelMeasures} and
 * {@link org.forkbook.bench.Growth}; the timed programs are in the package {@code side}.
 */
@NullMarked
package org.forkbook.bench;

import org.jspecify.annotations.NullMarked;
