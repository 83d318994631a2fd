package org.forkbook.multiprocessing.cluster;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A launcher of agents on a cluster: the service provider interface of {@code ClusterPool}.
 *
 * <p>A provider is named in {@code META-INF/services/org.forkbook.multiprocessing.cluster.ClusterEngine}, and found
 * where the program or a notebook has it on its class path.
 */
public interface ClusterEngine {

    /** Whether this engine opens clusters with such a URL. */
    boolean accepts(String url);

    /** How many slots the URL itself says that the cluster has; empty if it says nothing of that. */
    default OptionalInt slots(String url) {
        return OptionalInt.empty();
    }

    /** Whether the nodes are processes of this machine: then the program listens to no other. */
    default boolean isLocal(String url) {
        return false;
    }

    /**
     * Opens a session with a cluster for one pool. It may take seconds; nothing is started on the cluster yet.
     *
     * @throws IOException if the cluster can't be used; the message says why, and what to do
     */
    ClusterSession open(ClusterRequest request) throws IOException;
}
