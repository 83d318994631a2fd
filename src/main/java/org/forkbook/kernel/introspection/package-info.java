/**
 * What front ends ask about code: completions, and what is known of a name.
 */
@NullMarked
package org.forkbook.kernel.introspection;

import org.jspecify.annotations.NullMarked;
