/**
 * Internals that the packages of the library share: the encoding of values, handles of shared objects, error
 * messages. Not exported; may change at any time.
 */
@NullMarked
package org.forkbook.multiprocessing.internal;

import org.jspecify.annotations.NullMarked;
