/**
 * Forkbook's side of {@code forkbook bench}: the programs that are timed, each in its own process. The same programs in
 * Python are in {@code side.py}, with the same names.
 */
@NullMarked
package org.forkbook.bench.side;

import org.jspecify.annotations.NullMarked;
