/**
 * Kinds of content under the names of JJava, so that notebooks written for it run as they are.
 */
@NullMarked
package org.dflib.jjava.jupyter.kernel.display.mime;

import org.jspecify.annotations.NullMarked;
