/**
 * A closure as bytes, self-contained: its code, what it captured, and the notebook variables that its code reads.
 *
 * <p>Start reading at {@link org.forkbook.serialization.Capsule}.
 */
@NullMarked
package org.forkbook.serialization;

import org.jspecify.annotations.NullMarked;
