package org.forkbook.multiprocessing.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.Units;
import org.forkbook.cluster.SlotAllocator;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.cluster.ClusterEngine;
import org.forkbook.serialization.Destination;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Pool} whose workers are processes on the nodes of a cluster, such as Apache Spark's.
 *
 * <p>It is used as a {@link ProcessPool} is: only the line that creates it is another one. Each worker takes one slot
 * of the cluster for as long as it lives, so a task costs a message to it and back, and no job of the cluster's own.
 * What a task needs travels with it: its code, the program's class path, libraries that were added, and copies of
 * what it captures.
 *
 * <p>Locks, semaphores, events, barriers, queues, pipes and managers' objects that the program has created work in its
 * tasks, too: there each operation is a message to the program and back. Shared memory stays on its machine: a task
 * that captures some is refused. So is a lock or a queue that a task has created, as its result: the program couldn't
 * reach it.
 *
 * <p>It returns at once; tasks wait for the first worker, which comes when the cluster has given a slot. {@link #close}
 * gives all slots back. A worker that dies is replaced, and so is the slot of one whose node is lost.
 *
 * <pre>{@code
 * int square(int task) { return task * task; }
 *
 * try (var pool = ClusterPool.connect("local-nodes[2,1]")) {
 *     System.out.println(pool.map(task -> square(task), List.of(1, 2, 3, 4, 5)));
 * }
 * }</pre>
 *
 * <p>These are clusters:
 *
 * <ul>
 * <li>{@code spark://host:7077}, {@code yarn}, {@code k8s://https://host:port} and {@code local-cluster[2,1,1024]}:
 *     Apache Spark; the environment variable SPARK_HOME names the folder of the version that the cluster runs.
 * <li>{@code command:ssh {node7,node8}}: machines, by a command that runs a shell there.
 * <li>{@code command:srun -n {slots}}: SLURM, or another scheduler whose command runs many at a time.
 * <li>{@code local-nodes[2,1]}: two nodes with one slot each, which are processes of this machine, for trying it out.
 * </ul>
 *
 * <p>Nodes connect to a port of this program, over TLS, and prove with a secret token that they belong to it.
 */
public final class ClusterPool extends AbstractPool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final SlotAllocator slots;
    private final Destination destination;

    private ClusterPool(PoolScheduler scheduler, SlotAllocator slots, Destination destination) {
        super(scheduler);
        this.slots = slots;
        this.destination = destination;
    }

    /**
     * Opens a pool on a cluster, with as many workers as its URL says it has slots, or else as this machine has processors.
     *
     * @throws IllegalArgumentException if no cluster has such a URL
     * @throws UncheckedIOException if no port of this machine can be listened at
     */
    public static ClusterPool connect(String url) {
        return builder(url).build();
    }

    /** A builder for a pool on a cluster. */
    public static Builder builder(String url) {
        return new Builder(Objects.requireNonNull(url, "url"));
    }

    private static ClusterPool create(Builder settings) {
        var name = settings.name("ClusterPool-", NUMBER);
        var launch = settings.launch(name);
        var destination = new Destination("workers of " + settings.url + " are", true);
        var initializer = settings.packedInitializer(destination);
        var frontend = Frontend.current();
        var output = frontend.output();
        var scope = frontend.scope();
        try {
            var slots = SlotAllocator.open(settings.cluster(name, frontend), note -> frontend.hint(output, note));
            var scheduler = settings.scheduler(
                    name,
                    settings.size(),
                    (own, worker) -> new ProcessWorker(
                            own, launch.called(worker), initializer, output, scope, slots, destination));
            scheduler.whenTerminated(slots::close);
            var pool = new ClusterPool(scheduler, slots, destination);
            pool.open();
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Starts the workers on threads of their own, as they wait for the cluster. */
    @Override
    void open() {
        OpenPools.opened(this);
        scheduler().openLater();
    }

    /**
     * How many connections to this pool's port were closed because they didn't know its token: a scan of ports, or
     * an agent that came too late.
     */
    public long rejectedConnections() {
        return slots.rejectedConnections();
    }

    @Override
    AbstractPool borrowed() {
        return new ClusterPool(scheduler(), slots, destination);
    }

    @Override
    void prepare(TaskSubmission submission) {
        PackedTask.prepare(submission, destination);
    }

    /**
     * A builder of pools on clusters. There is no working directory of this program on a node, and no spare process: {@code
     * workingDirectory} is refused, and {@code startMethod} has no effect.
     */
    public static final class Builder extends PoolSettings<Builder> {
        private final String url;
        private final Map<String, String> options = new LinkedHashMap<>();
        private @Nullable PoolSize size;
        private Duration idleTimeout = Duration.ofMinutes(1);
        private String address = "";
        private int port;
        private String javaHome = "";
        private @Nullable ClusterEngine engine;

        private Builder(String url) {
            this.url = url;
            startMethod(StartMethod.SPAWN);
        }

        /** The number of workers; by default what the URL says, or else the number of this machine's processors. */
        public Builder size(int workers) {
            size = PoolSize.fixed(workers);
            return this;
        }

        /**
         * The number of workers that the pool has at least and at most. It starts more while tasks wait and all of its workers
         * are busy, and gives the slots of those back that have been idle for the {@link #idleTimeout}.
         */
        public Builder size(int least, int most) {
            if (least <= 0 || most < least) {
                throw new IllegalArgumentException(
                        "a pool has 1 worker or more at least, and no fewer at most, got " + least + " and " + most);
            }
            size = new PoolSize(least, most, Duration.ZERO);
            return this;
        }

        /** After which time without a task a worker above the minimum is ended; by default a minute. */
        public Builder idleTimeout(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("idleTimeout must not be negative, got " + Units.seconds(time));
            }
            idleTimeout = time;
            return this;
        }

        /**
         * The host name or IP address by which the nodes reach this machine; by default all of its addresses are tried.
         */
        public Builder address(String name) {
            address = Objects.requireNonNull(name, "address");
            return this;
        }

        /** The port of this machine that the nodes connect to; by default one that is free. */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("a port is 0 to 65535, got " + number);
            }
            port = number;
            return this;
        }

        /** The folder of a Java, 17 or newer, on the nodes; by default the one that runs the agent there. */
        public Builder javaHome(String folder) {
            javaHome = Objects.requireNonNull(folder, "javaHome");
            options.put("forkbook.javaHome", folder); // An agent that a command starts needs it as well.
            return this;
        }

        /** A setting of the cluster's own, such as {@code spark.executor.memory}. */
        public Builder option(String key, String value) {
            options.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, () -> "the value of " + key));
            return this;
        }

        /** The engine to use; by default the one that accepts the URL, of those that {@link java.util.ServiceLoader} finds. */
        public Builder engine(ClusterEngine choice) {
            engine = Objects.requireNonNull(choice, "engine");
            return this;
        }

        private PoolSize size() {
            var range = size == null
                    ? PoolSize.fixed(Objects.requireNonNull(engine).slots(url).orElse(WorkerProcess.cpuCount()))
                    : size;
            return new PoolSize(range.least(), range.most(), idleTimeout);
        }

        private WorkerOptions launch(String poolName) {
            return options(poolName);
        }

        private SlotAllocator.Settings cluster(String poolName, Frontend frontend) {
            return new SlotAllocator.Settings(
                    url,
                    poolName,
                    size().least(),
                    size().most(),
                    options,
                    address,
                    port,
                    javaHome,
                    frontend.addedClassPath(),
                    Objects.requireNonNull(engine));
        }

        /**
         * Opens the pool.
         *
         * @throws IllegalArgumentException if no cluster has such a URL
         * @throws UncheckedIOException if no port of this machine can be listened at
         */
        public ClusterPool build() {
            if (options("").workingDirectory() != null) {
                throw new IllegalArgumentException("a worker on a cluster has its node's own working directory: leave"
                        + " workingDirectory(..) out, and give tasks paths that exist on the nodes");
            }
            if (engine == null) {
                engine = SlotAllocator.engine(url, Frontend.current().addedClassPath());
            }
            return create(this);
        }
    }
}
