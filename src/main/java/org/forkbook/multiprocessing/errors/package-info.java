/**
 * The exceptions of the layers below the library, in a package of their own: the broker, shared memory and
 * serialization throw them, and must not depend on what is built on them.
 */
@NullMarked
package org.forkbook.multiprocessing.errors;

import org.jspecify.annotations.NullMarked;
