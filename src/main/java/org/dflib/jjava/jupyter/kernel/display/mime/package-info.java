/** MIME types under the names of JJava, so that notebooks written for it run unchanged. */
@NullMarked
package org.dflib.jjava.jupyter.kernel.display.mime;

import org.jspecify.annotations.NullMarked;
