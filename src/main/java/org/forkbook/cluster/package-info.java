/** The program's side of a cluster: the server that agents and workers on nodes connect to, slots, files, and the engines. */
@NullMarked
package org.forkbook.cluster;

import org.jspecify.annotations.NullMarked;
