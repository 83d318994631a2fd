package org.forkbook.multiprocessing.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What a pool asks of a cluster.
 *
 * @param url the cluster's URL, as it was given to {@code ClusterPool.connect}
 * @param pool the pool's name, for the cluster's own lists of who uses it
 * @param leastSlots how many slots the pool wants at once
 * @param mostSlots how many slots it may want later
 * @param options the engine's own settings, such as {@code spark.executor.memory}
 * @param address the host name or address of this machine that the cluster reaches it by; empty if that was not said
 * @param port the port at which the program listens on this machine
 * @param agentJar a jar of a few kilobytes with the agent, whose main class is {@code org.forkbook.cluster.node.NodeAgent}; it runs on Java 8
 *     and newer. It exists until {@link ClusterEngine#open} returns
 * @param libraries what was added to the notebook's or program's class path while it runs, such as an engine's own jars
 * @param awaited tells how many agents of an invitation haven't connected yet
 * @param failed is told when the cluster has become useless for good, such as when it has ended; the message says why, and what to do
 */
public record ClusterRequest(
        String url,
        String pool,
        int leastSlots,
        int mostSlots,
        Map<String, String> options,
        String address,
        int port,
        Path agentJar,
        List<Path> libraries,
        ToIntFunction<AgentInvitation> awaited,
        Consumer<IOException> failed) {

    /** Copies the collections. */
    public ClusterRequest {
        options = Map.copyOf(options);
        libraries = List.copyOf(libraries);
    }
}
