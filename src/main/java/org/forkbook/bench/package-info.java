/**
 * {@code forkbook bench}: Forkbook beside Python's multiprocessing and beside other Jupyter kernels, measured in turns.
 *
 * <p>Start reading at {@link org.forkbook.bench.Bench}. A {@link org.forkbook.bench.Measure} has contestants, each with a
 * {@link org.forkbook.bench.Trial} that is sampled again and again; a {@link org.forkbook.bench.Result} is what came of it.
 * What there is to measure stands in {@link org.forkbook.bench.LibraryMeasures}, {@link org.forkbook.bench.KernelMeasures}
 * and {@link org.forkbook.bench.Growth}; what is timed in the package {@code side}.
 */
@NullMarked
package org.forkbook.bench;

import org.jspecify.annotations.NullMarked;
