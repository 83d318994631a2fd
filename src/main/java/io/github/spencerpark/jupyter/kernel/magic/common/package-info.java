/** Optional magics under the names of IJava, so that notebooks written for it run unchanged. */
@NullMarked
package io.github.spencerpark.jupyter.kernel.magic.common;

import org.jspecify.annotations.NullMarked;
