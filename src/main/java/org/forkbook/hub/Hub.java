package org.forkbook.hub;

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
 * <p>One monitor, the hub itself, guards all resources and sessions. It is held for the time of one message and never while
 * somebody waits. The door opens, and the hub's thread starts, when the hub's address is first asked for.
 *
 * <p>Before a resource answers that nothing is there, it calls {@link #hearAll}: what another process has said already,
 * though it was not yet read, counts. Without that, a program could learn by other means that an element has been put into
 * a queue, and yet find the queue empty.
 *
 * <p>A resource stays as long as any process has it. Each says so, by {@link Way#hold}, when it gets one that it did not have,
 * and that it has it no longer, by {@link Way#release}; one that ends has nothing any more. On its way from one process to
 * another a resource is held by the one that sends it. Where nobody sees who gets it, it is {@linkplain Way#pin pinned}.
 */
public final class Hub {

    private static final Hub OWN = new Hub();

    private final Map<Long, Lifetime> resources = new HashMap<>();
    private final List<RemoteSession> sessions = new ArrayList<>();
    /** Sessions with questions that were read while another one was being answered. */
    private final Set<RemoteSession> unfinished = new LinkedHashSet<>();
    /** Resources that nobody seems to have any more. */
    private final Set<Long> deserted = new LinkedHashSet<>();

    private final LocalWay ownWay = new LocalWay(this);
    private final UUID id = UUID.randomUUID();
    private long lastResource;
    private int lastSlot = LocalWay.SLOT;
    private volatile @Nullable Door door;

    private Hub() {}

    /** This process's hub. */
    public static Hub own() {
        return OWN;
    }

    /** The way to this hub from its own process. */
    public Way ownWay() {
        return ownWay;
    }

    /** Takes a resource in; its number is never used again. */
    public synchronized long add(Resource resource) {
        resources.put(++lastResource, new Lifetime(resource));
        return lastResource;
    }

    /**
     * This process no longer has a resource that it made: it goes when no other process holds it any more, unless it is
     * pinned. Questions about it are refused then.
     */
    public synchronized void forget(long number) {
        var lifetime = resources.get(number);
        if (lifetime != null) {
            lifetime.forget();
            lookAgain(number, lifetime);
            finish();
        }
    }

    /** The numbers of the resources that are there. */
    synchronized Set<Long> numbers() {
        return Set.copyOf(resources.keySet());
    }

    /** Where others find this hub. */
    public synchronized HubAddress address() {
        var open = door;
        if (open == null) {
            try {
                open = Door.open(this, id);
                door = open;
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
    void removeDoor() {
        var open = door;
        if (open != null) {
            open.remove();
        }
    }

    /** What tells this hub from every other one. */
    public UUID id() {
        return id;
    }

    /** What another process is told for which there is no descriptor here. */
    public static String noDescriptors() {
        return "Process " + ProcessHandle.current().pid()
                + " can't let another process use what it shares: it has no file descriptors left (ulimit -n). Close what "
                + "isn't needed there, or raise the limit.";
    }

    int nextSlot() {
        return ++lastSlot;
    }

    void enter(RemoteSession session) {
        sessions.add(session);
    }

    void leave(RemoteSession session, boolean killed) {
        if (sessions.remove(session)) {
            unfinished.remove(session);
            for (var lifetime : List.copyOf(resources.values())) {
                try {
                    lifetime.resource().left(session, killed);
                } catch (Throwable e) { // The others are to hear of it all the same.
                    System.getLogger(Hub.class.getName())
                            .log(System.Logger.Level.WARNING, "Process " + session.pid() + " has gone", e);
                }
            }
            resources.forEach((number, lifetime) -> {
                if (lifetime.releaseAll(session)) {
                    lookAgain(number, lifetime);
                }
            });
        }
    }

    /** A process has a resource; one that wants to know for sure asks. */
    void hold(Session by, int call, long number) {
        var lifetime = resources.get(number);
        if (lifetime != null) {
            lifetime.hold(by);
        }
        if (call != 0 && lifetime != null) {
            by.answer(call, 0);
        } else if (call != 0) {
            by.refuse(call, noLonger());
        }
    }

    /** A process no longer has a resource; to be followed by {@link #finish}. */
    void release(Session by, long number) {
        var lifetime = resources.get(number);
        if (lifetime != null) {
            lifetime.release(by);
            lookAgain(number, lifetime);
        }
    }

    /** A resource was told where nobody sees who has it: it stays for ever. */
    void pin(long number) {
        var lifetime = resources.get(number);
        if (lifetime != null) {
            lifetime.pin();
        }
    }

    /** Pins what a process holds that can't be heard any more, though it may live. */
    void pinAllHeldBy(Session process) {
        for (var lifetime : resources.values()) {
            if (lifetime.isHeldBy(process)) {
                lifetime.pin();
            }
        }
    }

    private void lookAgain(long number, Lifetime lifetime) {
        if (lifetime.isOver()) {
            deserted.add(number);
        }
    }

    /** Removes what nobody has, and nobody has begun to say that he has. */
    private void removeDeserted() {
        if (!deserted.isEmpty()) {
            var numbers = List.copyOf(deserted);
            deserted.clear();
            whenAllHeard(() -> numbers.forEach(this::removeIfOver));
        }
    }

    private void removeIfOver(long number) {
        var lifetime = resources.get(number);
        if (lifetime != null && lifetime.isOver()) {
            resources.remove(number);
        }
    }

    private @Nullable Resource resource(long number) {
        var lifetime = resources.get(number);
        return lifetime == null ? null : lifetime.resource();
    }

    private static String noLonger() {
        return "Process " + ProcessHandle.current().pid()
                + ", which made this, no longer has it: no variable there led to"
                + " it, and it was not known that this process would use it. Keep it in a variable of the process that"
                + " makes it until all others have got it.";
    }

    void connect(Hello hello, SocketChannel socket) {
        var resource = resource(hello.pipe());
        if (resource != null) {
            resource.connected(hello.end(), hello.pid(), socket);
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            // The pipe was closed before.
        }
    }

    void handle(Session from, long number, int call, int operation, ByteBuffer payload) {
        var resource = resource(number);
        if (resource != null) {
            resource.handle(from, call, operation, payload);
        } else if (call != 0) {
            from.refuse(call, noLonger());
        }
    }

    void cancel(Session from, long number, int call) {
        var resource = resource(number);
        if (resource != null) {
            resource.cancel(from, call);
        } else {
            from.answerCancelled(call);
        }
    }

    void giveBack(Session from, long number, int status, ByteBuffer payload) {
        var resource = resource(number);
        if (resource != null && status >= 0) {
            resource.giveBack(from, status, payload);
        }
    }

    /** Reads what all processes but the one that asks have said, up to each one's first question; called by resources. */
    public synchronized void hearAll(Session asking) {
        for (var session : List.copyOf(sessions)) {
            if (session != asking && session.hear()) {
                unfinished.add(session);
            }
        }
    }

    /** Runs something once all is here that other processes had begun to say, with {@link Way#tellUnless}, by now. */
    public synchronized void whenAllHeard(Runnable action) {
        hearAll(ownWay);
        var waiting = new Object() {
            int left = sessions.size() + 1;
        };
        Runnable one = () -> {
            if (--waiting.left == 0) {
                action.run();
            }
        };
        List.copyOf(sessions).forEach(session -> session.whenHeard(one));
        one.run();
    }

    /**
     * Answers the questions that {@link #hearAll} came upon, and removes what is deserted. Not where that is noticed: hearing
     * others may bring up the next, and so on, as deep as there are resources.
     */
    void finish() {
        while (!unfinished.isEmpty() || !deserted.isEmpty()) {
            for (var session : List.copyOf(unfinished)) {
                unfinished.remove(session);
                session.answerAll();
            }
            removeDeserted();
        }
    }

    /** Serves one process whose socket has something to say or room again. */
    synchronized void serve(RemoteSession session) {
        session.ready();
        finish();
    }

    /** The hub's thread has ended: nobody is left who would answer other processes. */
    synchronized void broke(Throwable cause) {
        var reason = "Process " + ProcessHandle.current().pid() + ", which made this, can no longer serve it: " + cause
                + ". Restart that process.";
        ownWay.hubBroke(reason);
        for (var session : List.copyOf(sessions)) {
            session.cutOff(reason);
        }
    }
}
