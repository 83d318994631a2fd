/** The base of kernels under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.jupyter.kernel;

import org.jspecify.annotations.NullMarked;
