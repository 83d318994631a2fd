/**
 * Frames on a socket between two processes: records, and the one codec that writes and reads them.
 */
@NullMarked
package org.forkbook.transport;

import org.jspecify.annotations.NullMarked;
