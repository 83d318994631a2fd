/** The magics for libraries under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.ijava.magics;

import org.jspecify.annotations.NullMarked;
