/**
 * Magics: commands to the notebook instead of Java code, such as {@code %time} and {@code %%bash}.
 *
 * <p>Start reading at {@link org.forkbook.kernel.magic.Magics}. Nothing here depends on the interpreter: magics use it
 * through {@link org.forkbook.kernel.magic.MagicContext}.
 */
@NullMarked
package org.forkbook.kernel.magic;

import org.jspecify.annotations.NullMarked;
