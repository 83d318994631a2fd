/** Extensions that libraries provide, under the names of JJava, so that notebooks written for it run unchanged. */
@NullMarked
package org.dflib.jjava.jupyter;

import org.jspecify.annotations.NullMarked;
