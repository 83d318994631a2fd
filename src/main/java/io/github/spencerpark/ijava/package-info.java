/**
 * The kernel under the names of IJava, so that notebooks written for it run as they are.
 */
@NullMarked
package io.github.spencerpark.ijava;

import org.jspecify.annotations.NullMarked;
