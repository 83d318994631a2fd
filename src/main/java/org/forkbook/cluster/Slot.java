package org.forkbook.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.transport.FrameChannel;
import org.forkbook.worker.launch.WorkerLaunch;
import org.forkbook.worker.launch.WorkerMachine;
import org.forkbook.worker.launch.WorkerOptions;

/** A place for one worker on a cluster's node, where an agent runs. */
public final class Slot implements WorkerMachine {
    private final SlotAllocator allocator;
    private final AgentLink agent;
    private final NodeStore store;
    /** When it was last used; guarded by the allocator. */
    long idleSince = System.nanoTime();
    /** Whether it has been handed out; guarded by the allocator. */
    boolean used;

    Slot(SlotAllocator allocator, AgentLink agent, NodeStore store) {
        this.allocator = allocator;
        this.agent = agent;
        this.store = store;
    }

    AgentLink agent() {
        return agent;
    }

    /** The name of the node. */
    public String host() {
        return agent.host();
    }

    String javaHome() {
        return allocator.javaHome();
    }

    /** Sends an entry of a class path to the node, once; returns its path there, or nothing if it doesn't exist. */
    List<String> place(Path entry) throws IOException {
        if (!Files.exists(entry)) {
            return List.of(); // As java has it.
        }
        var file = allocator.file(entry);
        return List.of(store.place(file.name(), () -> agent.store(file)));
    }

    @Override
    public WorkerLaunch launch(WorkerOptions options, Consumer<FrameChannel> arrived) throws IOException {
        return new RemoteLaunch(this, allocator.server(), options, arrived);
    }
}
