/**
 * Serialization of closures into self-contained bytes: the code, what it captured, and the notebook variables that it
 * reads.
 *
 * <p>Start reading at {@link org.forkbook.serialization.Capsule}.
 */
@NullMarked
package org.forkbook.serialization;

import org.jspecify.annotations.NullMarked;
