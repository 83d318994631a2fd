/**
 * The exceptions of the layers below the library, in a package of their own: a broker, shared memory and the
 * serialization of capsules throw them, and know nothing of what is built on them.
 */
@NullMarked
package org.forkbook.multiprocessing.errors;

import org.jspecify.annotations.NullMarked;
