/**
 * What runs on a cluster's nodes: the agent, and its link to the program.
 *
 * <p>Compiled for Java 8, and independent of everything else, so that it runs in the JVMs that a cluster has.
 */
package org.forkbook.cluster.node;
