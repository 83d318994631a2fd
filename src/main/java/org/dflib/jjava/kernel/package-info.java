/**
 * The kernel under the names of JJava, so that notebooks written for it run as they are.
 */
@NullMarked
package org.dflib.jjava.kernel;

import org.jspecify.annotations.NullMarked;
