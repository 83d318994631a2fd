/**
 * A closure as bytes, self-contained: its code, what it captured, and the notebook variables that its code reads.
 *
 * <p>Start reading at {@link org.forkbook.capsule.Capsule}.
 */
@NullMarked
package org.forkbook.capsule;

import org.jspecify.annotations.NullMarked;
