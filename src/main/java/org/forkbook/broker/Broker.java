package org.forkbook.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.forkbook.transport.FileDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * The server for this process's shared resources: it owns their state, and other processes connect to it as clients.
 *
 * <p>One monitor, the broker itself, guards all resources and sessions. The broker's thread holds it for one turn of
 * one connection: up to a megabyte of messages, and those that {@link #drainInboxes} reads from the others. No one
 * waits for a peer while holding it, because all of its sockets are non-blocking. The socket is bound, and the
 * broker's thread starts, when the broker's address is first requested.
 *
 * <p>Before a resource answers that nothing is available, it calls {@link #drainInboxes}: a message that another
 * process has already sent counts, even if it has not been read yet. Without that, a program could learn by other
 * means that an element has been put into a queue, and yet find the queue empty.
 *
 * <p>A resource is reference-counted, per process. A process calls {@link BrokerClient#hold} when it receives a
 * resource that it did not have, and {@link BrokerClient#release} when it drops it; a process that ends releases
 * everything. While a resource is in transit, its sender holds it. Where nobody can tell who will receive it, it is
 * {@linkplain BrokerClient#pin pinned}.
 */
public final class Broker {

    private static final Broker OWN = new Broker();

    private final Map<Long, ReferenceCount> resources = new HashMap<>();
    private final List<ServerConnection> sessions = new ArrayList<>();
    /** Connections with requests that were read while another request was being answered. */
    private final Set<ServerConnection> unfinished = new LinkedHashSet<>();
    /** Resources whose reference count may have reached zero. */
    private final Set<Long> unreferenced = new LinkedHashSet<>();

    private final InProcessClient inProcessClient = new InProcessClient(this);
    private final UUID id = UUID.randomUUID();
    private long lastResource;
    private int lastSlot = InProcessClient.SLOT;
    private volatile @Nullable BrokerAcceptor acceptor;

    private Broker() {}

    /** This process's broker. */
    public static Broker own() {
        return OWN;
    }

    /** The client of this broker within its own process. */
    public BrokerClient inProcessClient() {
        return inProcessClient;
    }

    /** Adds a resource; its number is never used again. */
    public synchronized long add(SharedResource resource) {
        resources.put(++lastResource, new ReferenceCount(resource));
        return lastResource;
    }

    /**
     * Drops the reference of the process that made the resource. The resource is removed once no other process holds
     * it, unless it is pinned; requests for it are refused then.
     */
    public synchronized void forget(long number) {
        var references = resources.get(number);
        if (references != null) {
            references.forget();
            markIfUnreferenced(number, references);
            finish();
        }
    }

    /** The numbers of the resources that exist. */
    synchronized Set<Long> numbers() {
        return Set.copyOf(resources.keySet());
    }

    /** The address at which other processes reach this broker; opens the socket on the first call. */
    public synchronized BrokerAddress address() {
        var open = acceptor;
        if (open == null) {
            try {
                open = BrokerAcceptor.open(this, id);
                acceptor = open;
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "Can't open a socket for what is shared with other processes: "
                                + (FileDescriptors.areShort() ? FileDescriptors.ADVICE + "." : e.getMessage()),
                        e);
            }
        }
        return open.address();
    }

    /**
     * Removes the socket from the file system. Takes no lock: the process is about to end, and any thread may hold
     * it.
     */
    void closeAcceptor() {
        var open = acceptor;
        if (open != null) {
            open.remove();
        }
    }

    /** The identity of this broker among all brokers. */
    public UUID id() {
        return id;
    }

    /** The refusal for a process that connects when this one has no file descriptor left. */
    public static String noDescriptors() {
        return "Process " + ProcessHandle.current().pid()
                + " can't share its objects with another process: it has no file descriptors left (ulimit -n). Close "
                + "what isn't needed there, or raise the limit.";
    }

    int nextSlot() {
        return ++lastSlot;
    }

    void enter(ServerConnection connection) {
        sessions.add(connection);
    }

    void leave(ServerConnection connection, boolean killed) {
        if (sessions.remove(connection)) {
            unfinished.remove(connection);
            for (var references : List.copyOf(resources.values())) {
                try {
                    references.resource().clientClosed(connection, killed);
                } catch (Throwable e) { // The other resources must still be notified.
                    System.getLogger(Broker.class.getName())
                            .log(System.Logger.Level.WARNING, "Process " + connection.pid() + " has gone", e);
                }
            }
            resources.forEach((number, references) -> {
                if (references.releaseAll(connection)) {
                    markIfUnreferenced(number, references);
                }
            });
        }
    }

    /** Adds a reference of a process to a resource; a nonzero {@code call} gets an answer. */
    void hold(ClientSession by, int call, long number) {
        var references = resources.get(number);
        if (references != null) {
            references.hold(by);
        }
        if (call != 0 && references != null) {
            by.answer(call, 0);
        } else if (call != 0) {
            by.refuse(call, removedMessage());
        }
    }

    /** Drops a reference of a process; the caller must then call {@link #finish}. */
    void release(ClientSession by, long number) {
        var references = resources.get(number);
        if (references != null) {
            references.release(by);
            markIfUnreferenced(number, references);
        }
    }

    /** Keeps a resource for good: it was sent where nobody can tell who receives it. */
    void pin(long number) {
        var references = resources.get(number);
        if (references != null) {
            references.pin();
        }
    }

    /** Pins everything that a process holds: it can't be heard any more, though it may still run. */
    void pinAllHeldBy(ClientSession process) {
        for (var references : resources.values()) {
            if (references.isHeldBy(process)) {
                references.pin();
            }
        }
    }

    private void markIfUnreferenced(long number, ReferenceCount references) {
        if (references.isOver()) {
            unreferenced.add(number);
        }
    }

    /** Removes resources without references, once all holds that were already begun have been counted. */
    private void removeUnreferenced() {
        if (!unreferenced.isEmpty()) {
            var numbers = List.copyOf(unreferenced);
            unreferenced.clear();
            whenInboxesDrained(() -> numbers.forEach(this::removeIfOver));
        }
    }

    private void removeIfOver(long number) {
        var references = resources.get(number);
        if (references != null && references.isOver()) {
            resources.remove(number);
        }
    }

    private @Nullable SharedResource resource(long number) {
        var references = resources.get(number);
        return references == null ? null : references.resource();
    }

    private static String removedMessage() {
        return "Process " + ProcessHandle.current().pid()
                + ", which created this, no longer has it: no variable there referred to"
                + " it, and it didn't know that this process would use it. Keep it in a variable of the process that"
                + " creates it until all others have received it.";
    }

    void connect(HandshakeFrame handshake, SocketChannel socket) {
        var resource = resource(handshake.pipe());
        if (resource != null) {
            resource.connected(handshake.end(), handshake.pid(), socket);
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            // The pipe was already closed.
        }
    }

    void handle(ClientSession from, long number, int call, int operation, ByteBuffer payload) {
        var resource = resource(number);
        if (resource != null) {
            resource.handle(from, call, operation, payload);
        } else if (call != 0) {
            from.refuse(call, removedMessage());
        }
    }

    void cancel(ClientSession from, long number, int call) {
        var resource = resource(number);
        if (resource != null) {
            resource.cancel(from, call);
        } else {
            from.answerCancelled(call);
        }
    }

    void returnUndelivered(ClientSession from, long number, int status, ByteBuffer payload) {
        var resource = resource(number);
        if (resource != null && status >= 0) {
            resource.returnUndelivered(from, status, payload);
        }
    }

    /**
     * Reads and handles pending messages of every process but the asking one, up to each one's first request; called
     * by resources.
     */
    public synchronized void drainInboxes(ClientSession asking) {
        for (var connection : List.copyOf(sessions)) {
            if (connection != asking && connection.drainInbox()) {
                unfinished.add(connection);
            }
        }
    }

    /**
     * Runs an action once every message has arrived that other processes had begun to send, by {@link
     * BrokerClient#sendOneWayUnless}, before this call.
     */
    public synchronized void whenInboxesDrained(Runnable action) {
        drainInboxes(inProcessClient);
        var waiting = new Object() {
            int left = sessions.size() + 1;
        };
        Runnable one = () -> {
            if (--waiting.left == 0) {
                action.run();
            }
        };
        List.copyOf(sessions).forEach(connection -> connection.whenDrained(one));
        one.run();
    }

    /**
     * Answers the requests that {@link #drainInboxes} has read, and removes unreferenced resources. It is a loop of
     * its own because draining inboxes may bring up more of either: done in place, it would recurse as deep as there
     * are resources.
     */
    void finish() {
        while (!unfinished.isEmpty() || !unreferenced.isEmpty()) {
            for (var connection : List.copyOf(unfinished)) {
                unfinished.remove(connection);
                connection.answerAll();
            }
            removeUnreferenced();
        }
    }

    /** Serves one connection that has become readable or writable. */
    synchronized void serve(ServerConnection connection) {
        connection.ready();
        finish();
    }

    /** Fails all callers: the broker's thread has ended, and nothing is left that could answer other processes. */
    synchronized void failed(Throwable cause) {
        var reason = "Process " + ProcessHandle.current().pid() + ", which created this, can no longer serve it: "
                + cause + ". Restart that process.";
        inProcessClient.brokerFailed(reason);
        for (var connection : List.copyOf(sessions)) {
            connection.disconnect(reason);
        }
    }
}
