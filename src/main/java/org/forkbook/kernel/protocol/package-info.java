/**
 * Jupyter's messages, one small file per topic, and their codec. Start with {@link
 * org.forkbook.kernel.protocol.Message} and {@link org.forkbook.kernel.protocol.WireFormat}. Shared by kernel and
 * client.
 */
@NullMarked
package org.forkbook.kernel.protocol;

import org.jspecify.annotations.NullMarked;
