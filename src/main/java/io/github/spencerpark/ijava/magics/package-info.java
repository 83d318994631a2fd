/**
 * The libraries of a notebook under the names of IJava, so that notebooks written for it run as they are.
 */
@NullMarked
package io.github.spencerpark.ijava.magics;

import org.jspecify.annotations.NullMarked;
