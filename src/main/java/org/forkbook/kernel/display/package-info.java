/**
 * Display of values in a notebook: MIME bundles and the renderers that make them. Start with {@link
 * org.forkbook.kernel.display.Rendering}.
 */
@NullMarked
package org.forkbook.kernel.display;

import org.jspecify.annotations.NullMarked;
