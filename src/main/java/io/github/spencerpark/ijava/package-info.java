/** The kernel under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.ijava;

import org.jspecify.annotations.NullMarked;
