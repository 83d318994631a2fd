/**
 * Breaking things on purpose: what the tests that do so have in common, and the harness that kills, starves and floods.
 *
 * <p>The short form runs with the other tests. {@code -Dforkbook.long=true} makes it long: a thousand kills, ten thousand
 * cells, a hundred times the garbage.
 */
@NullMarked
package org.forkbook.harness;

import org.jspecify.annotations.NullMarked;
