/** Apache Spark as an engine of pools: its driver is a process of its own, so nothing of Spark is in this one. */
@NullMarked
package org.forkbook.cluster.spark;

import org.jspecify.annotations.NullMarked;
