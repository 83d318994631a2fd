/**
 * Lines and cells that speak to the notebook instead of to Java: {@code %time}, {@code %%bash} and their kin.
 *
 * <p>Start reading at {@link org.forkbook.kernel.magic.Magics}. Nothing here knows the interpreter: what a magic may ask
 * of it is in {@link org.forkbook.kernel.magic.MagicContext}.
 */
@NullMarked
package org.forkbook.kernel.magic;

import org.jspecify.annotations.NullMarked;
