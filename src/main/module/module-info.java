/**
 * Worker processes for Java: pools of them, and the queues, pipes, locks and shared memory between them, after Python's
 * {@code multiprocessing}. {@link org.forkbook.multiprocessing.pool.ProcessPool} is where to start.
 *
 * <p>The module is named after what all of its packages begin with. Worker processes load its classes, and those of the
 * program, from their class path: serialization needs no {@code opens} of a program's module.
 */
module org.forkbook {
    requires java.logging;
    requires java.management;
    // CompletableFuture.supplyAsync(task, pool): where no --add-opens has opened it, Unsafe reads the field that the task is in.
    requires jdk.unsupported;

    exports org.forkbook.multiprocessing;
    exports org.forkbook.multiprocessing.cluster;
    exports org.forkbook.multiprocessing.connection;
    exports org.forkbook.multiprocessing.errors;
    exports org.forkbook.multiprocessing.locks;
    exports org.forkbook.multiprocessing.manager;
    exports org.forkbook.multiprocessing.monitor;
    exports org.forkbook.multiprocessing.pool;
    exports org.forkbook.multiprocessing.queue;
    exports org.forkbook.multiprocessing.shared;

    uses org.forkbook.multiprocessing.cluster.ClusterEngine;

    provides org.forkbook.multiprocessing.cluster.ClusterEngine with
            org.forkbook.cluster.CommandEngine,
            org.forkbook.cluster.spark.SparkEngine;
}
