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
 * What this process made for others to wait at, and the door by which they come in.
 *
 * <p>One monitor, the broker itself, guards all resources and sessions. It is held for the time of one message and never while
 * somebody waits. The door opens, and the broker's thread starts, when the broker's address is first asked for.
 *
 * <p>Before a resource answers that nothing is there, it calls {@link #drainInboxes}: what another process has said already,
 * though it was not yet read, counts. Without that, a program could learn by other means that an element has been put into
 * a queue, and yet find the queue empty.
 *
 * <p>A resource stays as long as any process has it. Each says so, by {@link BrokerClient#hold}, when it gets one that it did not have,
 * and that it has it no longer, by {@link BrokerClient#release}; one that ends has nothing any more. On its way from one process to
 * another a resource is held by the one that sends it. Where nobody sees who gets it, it is {@linkplain BrokerClient#pin pinned}.
 */
public final class Broker {

    private static final Broker OWN = new Broker();

    private final Map<Long, ReferenceCount> resources = new HashMap<>();
    private final List<ServerConnection> sessions = new ArrayList<>();
    /** Sessions with questions that were read while another one was being answered. */
    private final Set<ServerConnection> unfinished = new LinkedHashSet<>();
    /** Resources that nobody seems to have any more. */
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

    /** The way to this broker from its own process. */
    public BrokerClient inProcessClient() {
        return inProcessClient;
    }

    /** Takes a resource in; its number is never used again. */
    public synchronized long add(SharedResource resource) {
        resources.put(++lastResource, new ReferenceCount(resource));
        return lastResource;
    }

    /**
     * This process no longer has a resource that it made: it goes when no other process holds it any more, unless it is
     * pinned. Questions about it are refused then.
     */
    public synchronized void forget(long number) {
        var references = resources.get(number);
        if (references != null) {
            references.forget();
            lookAgain(number, references);
            finish();
        }
    }

    /** The numbers of the resources that are there. */
    synchronized Set<Long> numbers() {
        return Set.copyOf(resources.keySet());
    }

    /** Where others find this broker. */
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

    /** Removes the door from the file system, without a lock: the process is about to end, whoever holds that. */
    void closeAcceptor() {
        var open = acceptor;
        if (open != null) {
            open.remove();
        }
    }

    /** What tells this broker from every other one. */
    public UUID id() {
        return id;
    }

    /** What another process is told for which there is no descriptor here. */
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
                } catch (Throwable e) { // The others are to hear of it all the same.
                    System.getLogger(Broker.class.getName())
                            .log(System.Logger.Level.WARNING, "Process " + connection.pid() + " has gone", e);
                }
            }
            resources.forEach((number, references) -> {
                if (references.releaseAll(connection)) {
                    lookAgain(number, references);
                }
            });
        }
    }

    /** A process has a resource; one that wants to know for sure asks. */
    void hold(ClientSession by, int call, long number) {
        var references = resources.get(number);
        if (references != null) {
            references.hold(by);
        }
        if (call != 0 && references != null) {
            by.answer(call, 0);
        } else if (call != 0) {
            by.refuse(call, noLonger());
        }
    }

    /** A process no longer has a resource; to be followed by {@link #finish}. */
    void release(ClientSession by, long number) {
        var references = resources.get(number);
        if (references != null) {
            references.release(by);
            lookAgain(number, references);
        }
    }

    /** A resource was told where nobody sees who has it: it stays for ever. */
    void pin(long number) {
        var references = resources.get(number);
        if (references != null) {
            references.pin();
        }
    }

    /** Pins what a process holds that can't be heard any more, though it may live. */
    void pinAllHeldBy(ClientSession process) {
        for (var references : resources.values()) {
            if (references.isHeldBy(process)) {
                references.pin();
            }
        }
    }

    private void lookAgain(long number, ReferenceCount references) {
        if (references.isOver()) {
            unreferenced.add(number);
        }
    }

    /** Removes what nobody has, and nobody has begun to say that he has. */
    private void removeDeserted() {
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

    private static String noLonger() {
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
            // The pipe was closed before.
        }
    }

    void handle(ClientSession from, long number, int call, int operation, ByteBuffer payload) {
        var resource = resource(number);
        if (resource != null) {
            resource.handle(from, call, operation, payload);
        } else if (call != 0) {
            from.refuse(call, noLonger());
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

    /** Reads what all processes but the one that asks have said, up to each one's first question; called by resources. */
    public synchronized void drainInboxes(ClientSession asking) {
        for (var connection : List.copyOf(sessions)) {
            if (connection != asking && connection.drainInbox()) {
                unfinished.add(connection);
            }
        }
    }

    /** Runs something once all is here that other processes had begun to say, with {@link BrokerClient#sendOneWayUnless}, by now. */
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
     * Answers the questions that {@link #drainInboxes} came upon, and removes what is unreferenced. Not where that is noticed: hearing
     * others may bring up the next, and so on, as deep as there are resources.
     */
    void finish() {
        while (!unfinished.isEmpty() || !unreferenced.isEmpty()) {
            for (var connection : List.copyOf(unfinished)) {
                unfinished.remove(connection);
                connection.answerAll();
            }
            removeDeserted();
        }
    }

    /** Serves one process whose socket has something to say or room again. */
    synchronized void serve(ServerConnection connection) {
        connection.ready();
        finish();
    }

    /** The broker's thread has ended: nobody is left who would answer other processes. */
    synchronized void failed(Throwable cause) {
        var reason = "Process " + ProcessHandle.current().pid() + ", which created this, can no longer serve it: "
                + cause + ". Restart that process.";
        inProcessClient.brokerFailed(reason);
        for (var connection : List.copyOf(sessions)) {
            connection.cutOff(reason);
        }
    }
}
