/**
 * Extensions that libraries bring, under the names of JJava, so that notebooks written for it run as they are.
 */
@NullMarked
package org.dflib.jjava.jupyter;

import org.jspecify.annotations.NullMarked;
