package org.forkbook.multiprocessing.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.forkbook.broker.Broker;
import org.forkbook.broker.BrokerAddress;
import org.forkbook.broker.BrokerClient;
import org.forkbook.broker.BrokerClients;
import org.forkbook.broker.PendingCall;
import org.forkbook.broker.SharedResource;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.serialization.Destination;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.service.LazyCleaner;
import org.forkbook.service.MachineName;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.CacheLineReference;
import org.forkbook.shm.WeakInterner;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a shared object, such as a lock, a queue or an event: a client of its creator's broker, its resource
 * number there, and the cache line that holds its state, if it has one. It is serialized as a {@link Reference}.
 *
 * <p>The broker keeps the resource, and its cache line, as long as any process has the object: each process registers
 * itself, see {@link Holding}. While the handle is in transit, the sender keeps it:
 *
 * <ul>
 * <li>In a task, its arguments, a pool's initializer or what a {@link WorkerProcess} runs: until the task has been
 * answered, or its process has ended. By then the receiver has registered itself.
 * <li>In every other case for good, because nobody can tell who receives it and when: as a result or an exception, in
 * a queue, a pipe or a connection, as what a manager gets and gives, in a stream of a user's own.
 * </ul>
 */
public final class SharedHandle {

    private static final WeakInterner<Object, Object> KNOWN = new WeakInterner<>();
    private static final LazyCleaner OWN = new LazyCleaner();
    /** A separate thread, because a message to another process may take a while. */
    private static final LazyCleaner OTHERS = new LazyCleaner();

    static {
        var worker = WorkerContext.current();
        if (worker != null) {
            worker.whenOrphaned(BrokerClients::tidyUp);
        }
    }

    private final long resource;
    private final @Nullable CacheLine line;
    /** Null in the creator, whose broker opens its socket only when its address is requested. */
    private final @Nullable Holding holding;

    private volatile @Nullable BrokerClient client;
    private volatile boolean pinned;

    private SharedHandle(long resource, @Nullable CacheLine line, @Nullable Holding holding) {
        this.resource = resource;
        this.line = line;
        this.holding = holding;
    }

    /** Creates an object in this process, and adds its resource to the broker. */
    public static <T> T create(@Nullable CacheLine line, SharedResource state, Function<SharedHandle, T> face) {
        var resource = Broker.own().add(state);
        var made = face.apply(new SharedHandle(resource, line, null));
        KNOWN.add(identity(Broker.own().id(), resource), made);
        OWN.register(made, () -> Broker.own().forget(resource));
        return made;
    }

    private static Object identity(Object broker, long resource) {
        return List.of(broker, resource);
    }

    public CacheLine line() {
        if (line == null) {
            throw new AssertionError("It was made without a cache line");
        }
        return line;
    }

    public long resource() {
        return resource;
    }

    /**
     * The client of the creator's broker; from the first call on the broker knows this process.
     *
     * @throws IllegalStateException if the creator has ended, or has removed the object
     */
    public BrokerClient client() {
        var known = client;
        if (known == null) {
            known = holding == null ? Broker.own().inProcessClient() : holding.client();
            client = known;
        }
        return known;
    }

    /** Sends a request to the creator's broker that is answered at once, and waits for the answer. */
    public PendingCall.Answer ask(int operation, ByteBuffer... payload) {
        return client().call(resource, operation, payload).get();
    }

    /** Whether the creator is on another machine: then this process doesn't have the cache line, and asks the broker. */
    public boolean isRelayed() {
        return holding != null && !MachineName.isThis(holding.broker.machine());
    }

    /** Where values that are sent through this object go, if that is another machine. */
    public @Nullable Destination destination() {
        return isRelayed() ? new Destination("process " + address().pid() + ", which gets it, is", false) : null;
    }

    public BrokerAddress address() {
        return holding == null ? Broker.own().address() : holding.broker;
    }

    private void pin() {
        try {
            if (!pinned) {
                client().pin(resource);
                pinned = true;
            }
        } catch (IllegalStateException e) {
            // The object has ended with its process: the receiver is told when it uses it.
        }
    }

    /**
     * The serialized form of the object. Each class of objects has a subclass, which creates the object anew where it
     * is deserialized.
     */
    public abstract static class Reference extends PinnableReference {
        private static final long serialVersionUID = 1L;

        private final BrokerAddress broker;
        private final long resource;
        private final @Nullable CacheLineReference line;

        @SuppressWarnings({"unused", "FieldCanBeLocal"}) // Referenced only to keep it alive.
        private final transient @Nullable Object face;

        protected Reference(SharedHandle handle, Object face) {
            super(face.getClass(), handle::pin);
            broker = handle.address();
            resource = handle.resource;
            line = handle.line == null ? null : handle.line.referenceWhileKept();
            this.face = face;
        }

        @Override
        protected final @Nullable String refusal(Destination to) {
            return to.reachesSender() || !MachineName.isThis(broker.machine())
                    ? null
                    : "created on " + MachineName.called(broker.machine()) + ", and " + to.receivers() + " elsewhere";
        }

        /** Creates the object in a process that doesn't have it yet. */
        protected abstract Object open(SharedHandle handle);

        /** Not private: it must also apply to subclasses. */
        protected final Object readResolve() {
            return KNOWN.resolve(identity(broker.id(), resource), this::open);
        }

        private Object open() {
            var holding = new Holding(broker, resource);
            var isHere = MachineName.isThis(broker.machine());
            var handle = new SharedHandle(resource, line == null || !isHere ? null : CacheLine.attach(line), holding);
            holding.begin();
            var made = open(handle);
            try {
                OTHERS.register(made, holding);
            } catch (OutOfMemoryError e) {
                // No thread is available to release it: this process holds it until it ends.
            }
            return made;
        }
    }

    /**
     * The registration of another process's object at its broker: it begins when the object arrives, because the
     * sender keeps the object no longer than that, and ends when the object has been collected.
     */
    private static final class Holding implements Runnable {
        private final BrokerAddress broker;
        private final long resource;
        private @Nullable BrokerClient told; // guarded by this

        Holding(BrokerAddress broker, long resource) {
            this.broker = broker;
            this.resource = resource;
        }

        /**
         * Registers this process. An object that can't be used is still an object: a failure here occurs again when
         * it is used.
         */
        synchronized void begin() {
            try {
                var client = BrokerClients.to(broker);
                client.hold(resource);
                told = client;
            } catch (RuntimeException e) {
                System.getLogger(SharedHandle.class.getName())
                        .log(System.Logger.Level.DEBUG, "An object of " + broker + " has come that can't be held", e);
            }
        }

        /**
         * The client of the broker; registers first if that has failed so far, in which case the broker may have
         * removed the object.
         */
        synchronized BrokerClient client() {
            var client = told;
            if (client == null) {
                client = BrokerClients.to(broker);
                client.claim(resource);
                told = client;
            }
            return client;
        }

        @Override
        public synchronized void run() {
            try {
                if (told != null) {
                    told.release(resource);
                }
            } catch (IllegalStateException e) {
                // The other process has ended.
            }
        }
    }
}
