/**
 * The cells that were run: those of this session in memory, those of earlier ones in a file of the user's. Start at
 * {@link org.forkbook.kernel.history.History}.
 */
@NullMarked
package org.forkbook.kernel.history;

import org.jspecify.annotations.NullMarked;
