/**
 * Users' settings for all their notebooks, from environment variables and a file.
 *
 * <p>Start reading at {@link org.forkbook.kernel.settings.Settings}.
 */
@NullMarked
package org.forkbook.kernel.settings;

import org.jspecify.annotations.NullMarked;
