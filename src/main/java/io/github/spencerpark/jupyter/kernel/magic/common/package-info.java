/**
 * Magics that a notebook asks for, under the names of IJava, so that notebooks written for it run as they are.
 */
@NullMarked
package io.github.spencerpark.jupyter.kernel.magic.common;

import org.jspecify.annotations.NullMarked;
