package org.forkbook.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.forkbook.cluster.node.AgentProtocol;
import org.forkbook.cluster.node.TlsLink;
import org.forkbook.multiprocessing.cluster.AgentInvitation;
import org.forkbook.multiprocessing.cluster.ClusterEngine;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.DeleteOnExit;
import org.jspecify.annotations.Nullable;

/**
 * The allocator of a cluster's slots for one pool: it asks the cluster for as many as the pool's workers need, hands
 * them out as their agents connect, asks again for those that are lost, and gives back those that nobody uses.
 */
public final class SlotAllocator implements AutoCloseable {
    /** A slot that is free for so long isn't needed: its worker has not been replaced. */
    private static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After so many agents in a row that were lost before they ran a worker, there is no hope. */
    private static final int MOST_LOST = 20;

    private static final FailureHandler FAILURES = FailureHandler.logging("The slots of a cluster");

    private final Settings settings;
    private final AgentServer server;
    private final List<String> addresses;
    private final Map<Path, NodeFile> files = new ConcurrentHashMap<>();
    private final Consumer<String> notes;
    private final long opened = System.nanoTime();

    // All that follows is guarded by this.
    private final Set<Slot> free = new LinkedHashSet<>();
    private final Set<Slot> all = new HashSet<>();
    private final Map<String, NodeStore> stores = new HashMap<>();
    private final Map<String, Integer> agentsOfStore = new HashMap<>();
    private final Set<String> folders = new HashSet<>();
    private int waiting;
    private int invited;
    private int inUse;
    private int lostInARow;
    private boolean everConnected;
    private boolean noted;
    private boolean closed;
    private @Nullable ClusterSession session;
    private @Nullable IOException failure;

    /**
     * What a pool says of its cluster.
     *
     * @param url the cluster's URL
     * @param pool the pool's name
     * @param least how many slots it wants at once, and keeps
     * @param most how many it may want
     * @param options the engine's settings
     * @param address the address of this machine that nodes reach; empty to find out
     * @param port the port to listen at; 0 for any
     * @param javaHome where nodes have a Java for workers; empty to find out
     * @param libraries what was added to the class path since this program started
     * @param engine the engine to use
     */
    public record Settings(
            String url,
            String pool,
            int least,
            int most,
            Map<String, String> options,
            String address,
            int port,
            String javaHome,
            List<Path> libraries,
            ClusterEngine engine) {}

    private SlotAllocator(Settings settings, AgentServer server, List<String> addresses, Consumer<String> notes) {
        this.settings = settings;
        this.server = server;
        this.notes = notes;
        this.addresses = addresses.stream()
                .map(address -> (address.contains(":") ? "[" + address + "]" : address) + ":" + server.port())
                .toList();
    }

    /**
     * Opens a cluster, on a thread of its own: workers wait for their slots.
     *
     * @param notes is told what keeps a pool waiting
     * @throws IOException if this machine can't be prepared for it
     */
    public static SlotAllocator open(Settings settings, Consumer<String> notes) throws IOException {
        boolean isLocal = settings.engine().isLocal(settings.url());
        var loopback = InetAddress.getLoopbackAddress();
        var server = AgentServer.open(isLocal ? loopback : null, settings.port());
        try {
            var addresses = isLocal ? List.of(loopback.getHostAddress()) : addresses(settings.address());
            var allocator = new SlotAllocator(settings, server, addresses, notes);
            ServiceThread.forTask("forkbook-cluster-open", () -> allocator.connect(), FAILURES)
                    .start();
            ServiceThread.start("forkbook-cluster-slots", allocator::lookAfter, FAILURES);
            return allocator;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /**
     * The engine for a cluster's URL.
     *
     * @param libraries what was added to the class path since this program started
     * @throws IllegalArgumentException if there is none
     */
    public static ClusterEngine engine(String url, List<Path> libraries) {
        return ClusterEngines.forUrl(url, libraries);
    }

    /** The addresses of this machine that a node may reach, the likeliest first. */
    private static List<String> addresses(String named) throws IOException {
        if (!named.isEmpty()) {
            return List.of(named);
        }
        var found = new ArrayList<String>();
        try {
            for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (network.isUp() && !network.isLoopback()) {
                    for (var address : Collections.list(network.getInetAddresses())) {
                        if (!address.isLinkLocalAddress()) {
                            found.add(address.getHostAddress().replaceFirst("%.*", ""));
                        }
                    }
                }
            }
        } catch (SocketException e) {
            throw new IOException("The addresses of this machine can't be listed: " + e.getMessage(), e);
        }
        found.sort((a, b) -> Boolean.compare(a.contains(":"), b.contains(":"))); // IPv4 first
        found.add(InetAddress.getLoopbackAddress().getHostAddress());
        return List.copyOf(found);
    }

    private void connect() {
        try {
            var opened = openSession();
            synchronized (this) {
                session = opened;
            }
            if (isClosed()) { // Meanwhile, when there was no session.
                opened.close();
            } else {
                invite(settings.least());
            }
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new IOException("The cluster " + settings.url() + " can't be opened: " + e, e));
        }
    }

    private ClusterSession openSession() throws IOException {
        var jar = Files.createTempFile("forkbook-agent-", ".jar");
        DeleteOnExit.add(jar);
        try {
            Files.write(jar, AgentJar.bytes());
            return settings.engine()
                    .open(new ClusterRequest(
                            settings.url(),
                            settings.pool(),
                            settings.least(),
                            settings.most(),
                            settings.options(),
                            settings.address(),
                            server.port(),
                            jar,
                            settings.libraries(),
                            invitation -> server.left(invitation.token()),
                            this::failed));
        } finally {
            DeleteOnExit.delete(jar);
        }
    }

    /** Whether more than one agent shares a node's folder. */
    synchronized boolean hasSeveralSlots(String folder) {
        return agentsOfStore.getOrDefault(folder, 0) > 1;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    AgentServer server() {
        return server;
    }

    String javaHome() {
        return settings.javaHome();
    }

    NodeFile file(Path entry) throws IOException {
        var known = files.get(entry);
        if (known == null) {
            known = NodeFile.of(entry);
            files.put(entry, known);
        }
        return known;
    }

    /** How many connections were closed because they didn't know a token. */
    public long rejectedConnections() {
        return server.rejected();
    }

    /**
     * Waits for a slot.
     *
     * @param abandoned whether the caller needs none any more; {@link #wake} has it asked again
     * @throws IOException if the cluster can't give one, or the caller has given up
     */
    public Slot acquire(BooleanSupplier abandoned) throws IOException {
        Slot slot;
        synchronized (this) {
            waiting++;
            try {
                while (true) {
                    if (abandoned.getAsBoolean() || closed) {
                        throw new IOException("the pool needs it no more");
                    }
                    if (failure != null) {
                        throw new ClusterFailedException(failure);
                    }
                    var first = free.iterator();
                    if (first.hasNext()) {
                        slot = first.next();
                        first.remove();
                        slot.used = true;
                        inUse++;
                        break;
                    }
                    inviteMissing();
                    Uninterruptibles.run(() -> wait(TimeUnit.SECONDS.toMillis(1)));
                }
            } finally {
                waiting--;
            }
        }
        return slot;
    }

    /** Has those who wait look whether they still need to. */
    public synchronized void wake() {
        notifyAll();
    }

    /** A worker has ended: its slot is free for another one, if its agent still runs. */
    public synchronized void release(Slot slot) {
        inUse--;
        if (slot.agent().lost() == null) {
            slot.idleSince = System.nanoTime();
            free.add(slot);
            lostInARow = 0;
        }
        notifyAll();
    }

    /** Asks for slots, if those who wait and work need more than there are; called under the lock. */
    private void inviteMissing() {
        int missing = waiting + inUse - all.size() - invited;
        if (session != null && missing > 0) {
            invite(missing);
        }
    }

    private synchronized void invite(int slots) {
        var open = session;
        if (open == null || closed || failure != null) {
            return;
        }
        invited += slots;
        var token = server.token(slots, this::admit);
        try {
            open.start(new AgentInvitation(slots, addresses, server.fingerprint(), token));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void admit(TlsLink link, int role) throws IOException {
        if (role == AgentProtocol.AGENT) {
            var agent = new AgentLink(link);
            synchronized (this) {
                invited--;
            }
            serve(agent);
        }
    }

    private void serve(AgentLink agent) {
        Slot slot;
        synchronized (this) {
            if (closed) {
                agent.leave();
                return;
            }
            var store = stores.computeIfAbsent(agent.folder(), folder -> new NodeStore());
            agentsOfStore.merge(agent.folder(), 1, Integer::sum);
            folders.add(agent.folder());
            slot = new Slot(this, agent, store);
            all.add(slot);
            free.add(slot);
            everConnected = true;
            notifyAll();
        }
        try {
            agent.serve();
        } finally {
            lost(slot);
        }
    }

    private synchronized void lost(Slot slot) {
        all.remove(slot);
        free.remove(slot);
        var folder = slot.agent().folder();
        if (agentsOfStore.merge(folder, -1, Integer::sum) == 0) {
            agentsOfStore.remove(folder);
            stores.remove(folder); // The last agent deletes its files.
            deleteAbandoned();
        }
        if (!slot.used && ++lostInARow >= MOST_LOST) {
            failed(new IOException(
                    "The agents of " + settings.url() + " end as soon as they have started. The last one: "
                            + slot.agent().lost()));
        }
        notifyAll();
    }

    /** Deletes what agents of this machine have left that were killed; called under the lock. */
    private void deleteAbandoned() {
        if (closed && settings.engine().isLocal(settings.url())) {
            folders.stream()
                    .filter(folder -> !agentsOfStore.containsKey(folder))
                    .forEach(folder -> DeleteOnExit.delete(Path.of(folder)));
        }
    }

    private synchronized void failed(IOException reason) {
        if (failure == null && !closed) {
            failure = reason;
        }
        notifyAll();
    }

    /** Gives back slots that nobody has used for a while, and says what a pool without workers waits for. */
    private boolean lookAfter() throws InterruptedException {
        var unused = new ArrayList<Slot>();
        String note = null;
        synchronized (this) {
            if (closed) {
                return false;
            }
            TimeUnit.MILLISECONDS.timedWait(this, 500);
            long now = System.nanoTime();
            for (var slot : List.copyOf(free)) {
                if (waiting == 0
                        && all.size() - unused.size() > settings.least()
                        && now - slot.idleSince > UNUSED_NANOS) {
                    free.remove(slot);
                    slot.used = true; // It isn't lost for want of anything.
                    unused.add(slot);
                }
            }
            unused.forEach(all::remove);
            if (!everConnected && !noted && failure == null && now - opened > TimeUnit.SECONDS.toNanos(8)) {
                noted = true;
                var open = session;
                var state = open == null ? settings.url() + " is still being connected to." : open.state();
                note = settings.pool() + " has no worker yet. "
                        + (state.isEmpty() ? "It waits for " + settings.url() + "." : state);
            }
        }
        unused.forEach(slot -> slot.agent().leave());
        if (note != null) {
            notes.accept(note);
        }
        return true;
    }

    /** What the cluster says of this pool; empty if that is nothing. */
    public String state() {
        ClusterSession open;
        synchronized (this) {
            open = session;
        }
        return open == null ? "" : open.state();
    }

    /** Gives all slots back. */
    @Override
    public void close() {
        List<Slot> slots;
        ClusterSession open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            slots = List.copyOf(all);
            open = session;
            deleteAbandoned();
            notifyAll();
        }
        server.close();
        slots.forEach(slot -> slot.agent().leave());
        if (open != null) {
            open.close();
        }
    }
}
