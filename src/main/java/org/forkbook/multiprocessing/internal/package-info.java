/**
 * What the packages of the library share and users do not see: the packing of values, handles of shared objects, messages about
 * failures. Not exported; may change at any time.
 */
@NullMarked
package org.forkbook.multiprocessing.internal;

import org.jspecify.annotations.NullMarked;
