/**
 * What a value looks like in a notebook: MIME bundles and the renderers that make them.
 */
@NullMarked
package org.forkbook.kernel.display;

import org.jspecify.annotations.NullMarked;
