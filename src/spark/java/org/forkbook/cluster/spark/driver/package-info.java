/**
 * What runs in Spark's own JVMs: the driver, which is a process of its own, and the task that is a slot. Compiled for Java 8 against Spark
 * 3.5, and only with what newer versions have too: its API for Java.
 */
package org.forkbook.cluster.spark.driver;
