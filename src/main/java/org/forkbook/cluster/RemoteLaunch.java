package org.forkbook.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.serialization.Capsule;
import org.forkbook.service.MachineName;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.StreamTransport;
import org.forkbook.worker.launch.NodeCommand;
import org.forkbook.worker.launch.WorkerLaunch;
import org.forkbook.worker.launch.WorkerOptions;
import org.jspecify.annotations.Nullable;

/** A worker process on a node, started by the agent of a slot. */
final class RemoteLaunch implements WorkerLaunch {
    private final Slot slot;
    private final AgentServer server;
    private final Consumer<FrameChannel> arrived;
    private final String token;
    private final RemoteProcess process;
    private final Runnable hangUp = this::hangUp;
    private @Nullable TlsLink link; // guarded by this
    /** The worker's connections to brokers of this machine. */
    private final Set<TlsLink> relayed = new HashSet<>(); // guarded by this

    private boolean over; // guarded by this

    RemoteLaunch(Slot slot, AgentServer server, WorkerOptions options, Consumer<FrameChannel> arrived)
            throws IOException {
        this.slot = slot;
        this.server = server;
        this.arrived = arrived;
        this.token = server.token(Integer.MAX_VALUE, this::admit);
        var command = NodeCommand.of(options);
        var environment = new HashMap<>(command.environment());
        environment.put(MachineName.VARIABLE, slot.host());
        try {
            process = slot.agent()
                    .start(
                            slot.javaHome(),
                            command.options(),
                            classPath(command.classPath()),
                            command.mainClass(),
                            environment,
                            token);
        } catch (IOException | RuntimeException | Error e) {
            withdraw();
            throw e;
        }
        slot.agent().whenLost(hangUp);
    }

    /** Serves a connection of the worker. */
    private void admit(TlsLink opened, int role) throws IOException {
        if (role == AgentProtocol.BROKER) {
            relay(opened);
            return;
        }
        synchronized (this) {
            if (over || link != null || role != AgentProtocol.WORKER) {
                return;
            }
            link = opened;
        }
        arrived.accept(FrameChannel.over(new StreamTransport(opened.in(), opened.out(), opened::close)));
    }

    private void relay(TlsLink opened) throws IOException {
        synchronized (this) {
            if (over) {
                return;
            }
            relayed.add(opened);
        }
        try {
            BrokerRelay.serve(opened);
        } finally {
            synchronized (this) {
                relayed.remove(opened);
            }
        }
    }

    private void hangUp() {
        List<TlsLink> open;
        synchronized (this) {
            over = true;
            open = new ArrayList<>(relayed);
            if (link != null) {
                open.add(link);
            }
        }
        open.forEach(TlsLink::close);
    }

    @Override
    public Process process() {
        return process;
    }

    @Override
    public String address() {
        return ""; // The agent has written it.
    }

    @Override
    public void withdraw() {
        server.withdraw(token);
    }

    @Override
    public void terminate() {
        process.destroy();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void reap() {
        slot.agent().removeWhenLost(hangUp);
        withdraw();
        hangUp();
        // The agent has ended the descendants.
    }

    @Override
    public String host() {
        return slot.agent().host();
    }

    @Override
    public List<String> classPath(List<String> paths) throws IOException {
        var there = new ArrayList<String>();
        for (var path : paths) {
            there.addAll(slot.place(Path.of(path)));
        }
        return there;
    }

    @Override
    public Capsule keepArrays(int function, Capsule capsule) throws IOException {
        return slot.keepArrays(function, capsule);
    }

    @Override
    public void dropArrays(int function) {
        slot.dropArrays(function);
    }

    @Override
    public @Nullable String lost() {
        return slot.agent().lost();
    }
}
