/** Tests of capsules. */
@NullMarked
package org.forkbook.serialization;

import org.jspecify.annotations.NullMarked;
