/**
 * Jupyter's messages, one small file a topic, and their signed form on the wire. Start with {@link
 * org.forkbook.kernel.protocol.Message} and {@link org.forkbook.kernel.protocol.WireFormat}. Shared by kernel and client.
 */
@NullMarked
package org.forkbook.kernel.protocol;

import org.jspecify.annotations.NullMarked;
