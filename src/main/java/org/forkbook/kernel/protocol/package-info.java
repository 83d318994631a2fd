/**
 * Jupyter's messages, one small file a topic, and their signed form on the wire.
 */
@NullMarked
package org.forkbook.kernel.protocol;

import org.jspecify.annotations.NullMarked;
