package org.forkbook.multiprocessing.cluster;

import java.io.IOException;

/** A pool's use of a cluster, from its opening to its close. The pool calls its methods one at a time. */
public interface ClusterSession extends AutoCloseable {

    /**
     * Starts agents in as many further slots as the invitation has; returns at once. A slot ends when its agent
     * returns, as the pool asks it to. Where a slot can't be had now, or its agent fails before it has connected, the session
     * keeps trying; the pool itself asks again for a slot whose agent was lost later.
     *
     * @throws IOException if the cluster can't be used any more
     */
    void start(AgentInvitation invitation) throws IOException;

    /**
     * What the cluster says of this session, as a sentence or two: why slots are missing, and what to do about it. Empty if there
     * is nothing to say.
     */
    String state();

    /** Ends all slots of the session, started or not, and gives them back to the cluster. Harmless when called twice. */
    @Override
    void close();
}
