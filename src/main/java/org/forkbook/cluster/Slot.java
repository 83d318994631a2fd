package org.forkbook.cluster;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.forkbook.serialization.Capsule;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.PrimitiveArrays;
import org.forkbook.worker.launch.WorkerLaunch;
import org.forkbook.worker.launch.WorkerMachine;
import org.forkbook.worker.launch.WorkerOptions;
import org.forkbook.worker.protocol.StoredArray;

/** A place for one worker on a cluster's node, where an agent runs. */
public final class Slot implements WorkerMachine {
    /** From this size in bytes on an array is sent once a node. */
    private static final long LARGE = 1024 * 1024;

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

    /** The capsule with its large arrays in files of the node, if it has several slots. */
    Capsule keepArrays(int function, Capsule capsule) throws IOException {
        boolean isLarge = capsule.bulk().stream().anyMatch(Slot::isLarge);
        if (!isLarge || !allocator.hasSeveralSlots(agent.folder())) {
            return capsule;
        }
        var bulk = new ArrayList<Object>();
        for (var array : capsule.bulk()) {
            if (isLarge(array)) {
                var file = new NodeFile(arrayName(function) + bulk.size(), () -> StoredArray.content(array));
                var path = store.place(file.name(), () -> agent.store(file));
                bulk.add(new StoredArray(path, PrimitiveArrays.kindOf(array), Array.getLength(array)));
            } else {
                bulk.add(array);
            }
        }
        return capsule.withBulk(bulk);
    }

    private static boolean isLarge(Object array) {
        return PrimitiveArrays.sizeOf(array) >= LARGE;
    }

    private static String arrayName(int function) {
        return "array-" + function + "-";
    }

    void dropArrays(int function) {
        store.removeAll(arrayName(function)).forEach(agent::delete);
    }

    @Override
    public WorkerLaunch launch(WorkerOptions options, Consumer<FrameChannel> arrived) throws IOException {
        return new RemoteLaunch(this, allocator.server(), options, arrived);
    }
}
