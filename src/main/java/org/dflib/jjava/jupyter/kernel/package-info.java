/**
 * What kernels have in common, under the names of JJava, so that notebooks written for it run as they are.
 */
@NullMarked
package org.dflib.jjava.jupyter.kernel;

import org.jspecify.annotations.NullMarked;
