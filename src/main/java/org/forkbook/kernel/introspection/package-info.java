/**
 * Introspection of code for frontends: completion and inspection. Start with {@link
 * org.forkbook.kernel.introspection.Completions} and {@link org.forkbook.kernel.introspection.Inspection}.
 */
@NullMarked
package org.forkbook.kernel.introspection;

import org.jspecify.annotations.NullMarked;
