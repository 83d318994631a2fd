/** MIME types under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.jupyter.kernel.display.mime;

import org.jspecify.annotations.NullMarked;
