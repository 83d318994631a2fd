/**
 * Comms: two-way conversations between objects in the kernel and widgets in a frontend. Start with {@link
 * org.forkbook.kernel.comm.Comms}.
 */
@NullMarked
package org.forkbook.kernel.comm;

import org.jspecify.annotations.NullMarked;
