/** Rendering of values under the names of JJava, so that notebooks written for it run unchanged. */
@NullMarked
package org.dflib.jjava.jupyter.kernel.display;

import org.jspecify.annotations.NullMarked;
