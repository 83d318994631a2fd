/** Magics that a notebook defines, under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.jupyter.kernel.magic.registry;

import org.jspecify.annotations.NullMarked;
