/** Rendering of values under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.jupyter.kernel.display;

import org.jspecify.annotations.NullMarked;
