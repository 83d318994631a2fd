/** The functions of a cell under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.ijava.runtime;

import org.jspecify.annotations.NullMarked;
