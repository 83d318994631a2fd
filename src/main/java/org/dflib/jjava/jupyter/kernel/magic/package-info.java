/** Magics that a notebook defines, under the names of JJava, so that notebooks written for it run unchanged. */
@NullMarked
package org.dflib.jjava.jupyter.kernel.magic;

import org.jspecify.annotations.NullMarked;
