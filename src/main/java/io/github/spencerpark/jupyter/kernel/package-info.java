/**
 * What kernels have in common, under the names of IJava, so that notebooks written for it run as they are.
 */
@NullMarked
package io.github.spencerpark.jupyter.kernel;

import org.jspecify.annotations.NullMarked;
