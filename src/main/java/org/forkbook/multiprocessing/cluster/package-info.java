/**
 * The service provider interface for clusters: how a {@code ClusterPool} gets processes on other machines.
 *
 * <p>A {@link org.forkbook.multiprocessing.cluster.ClusterEngine} starts agents in slots of a cluster; each agent connects to the program and starts
 * workers there. Everything else is the pool's. Engines are found with {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.forkbook.multiprocessing.cluster;

import org.jspecify.annotations.NullMarked;
