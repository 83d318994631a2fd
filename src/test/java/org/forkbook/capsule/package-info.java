/** Tests of capsules. */
@NullMarked
package org.forkbook.capsule;

import org.jspecify.annotations.NullMarked;
