/**
 * The running of cells: their threads, how one is interrupted or stopped, its standard streams, and what kernel and interpreter
 * know of each other.
 */
@NullMarked
package org.forkbook.kernel.execution;

import org.jspecify.annotations.NullMarked;
