package org.forkbook.cluster.spark.driver;

import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.VoidFunction;
import org.forkbook.cluster.node.NodeAgent;

/** A Spark task that is a slot of a pool: it runs an agent for as long as the pool needs the slot. */
final class SlotTask implements VoidFunction<Iterator<String>> {
    private static final long serialVersionUID = 1L;

    private final boolean sharesMachine;

    /** @param sharesMachine whether all executors are processes of one machine, and are named instead of it */
    SlotTask(boolean sharesMachine) {
        this.sharesMachine = sharesMachine;
    }

    @Override
    public void call(Iterator<String> invitations) throws Exception {
        while (invitations.hasNext()) {
            NodeAgent.run(invitations.next(), host());
        }
    }

    private String host() {
        SparkEnv environment = SparkEnv.get();
        return sharesMachine
                ? "executor-" + environment.executorId()
                : environment.blockManager().blockManagerId().host();
    }
}
