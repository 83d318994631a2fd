/**
 * Libraries from Maven repositories: resolved as Maven resolves them, with the user's own settings.
 *
 * <p>Start reading at {@link org.forkbook.maven.MavenLibraries}. Nothing here is loaded before a notebook asks for its
 * first library.
 */
@NullMarked
package org.forkbook.maven;

import org.jspecify.annotations.NullMarked;
