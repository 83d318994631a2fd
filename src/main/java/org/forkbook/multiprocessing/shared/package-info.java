/**
 * Numbers and arrays in memory that processes share: Python's {@code Value}, {@code Array} and {@code shared_memory}, with the
 * operations of {@link java.util.concurrent.atomic}.
 */
@NullMarked
package org.forkbook.multiprocessing.shared;

import org.jspecify.annotations.NullMarked;
