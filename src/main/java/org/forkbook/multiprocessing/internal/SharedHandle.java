package org.forkbook.multiprocessing.internal;

import java.util.List;
import java.util.function.Function;
import org.forkbook.broker.Broker;
import org.forkbook.broker.BrokerAddress;
import org.forkbook.broker.BrokerClient;
import org.forkbook.broker.BrokerClients;
import org.forkbook.broker.SharedResource;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.serialization.PinnableReference;
import org.forkbook.shm.CacheLine;
import org.forkbook.shm.CacheLineReference;
import org.forkbook.shm.LazyCleaner;
import org.forkbook.shm.WeakInterner;
import org.forkbook.worker.agent.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a lock, a queue or an event has of its creator's broker: the way there, its number, and, if it has any, the cell of
 * shared memory in which its state is. It travels as a {@link Reference}.
 *
 * <p>It stays in the broker, and its cell with it, as long as any process has the object: each tells the broker, see {@link
 * Holding}. While it travels it is kept by the process that sends it:
 *
 * <ul>
 *   <li>In a task, its arguments, a pool's initializer or what a {@link WorkerProcess} runs: until the task has been
 *       answered, or its process has ended. The receiver has told the broker by then.
 *   <li>In every other way for ever, because nobody sees who gets it and when: as a result or an exception, in a queue, a
 *       pipe or a connection, as what a manager gets and gives, in a stream of a user's own.
 * </ul>
 */
public final class SharedHandle {

    private static final WeakInterner<Object, Object> KNOWN = new WeakInterner<>();
    private static final LazyCleaner OWN = new LazyCleaner();
    /** Another thread, since telling another process may take a while. */
    private static final LazyCleaner OTHERS = new LazyCleaner();

    static {
        var worker = WorkerContext.current();
        if (worker != null) {
            worker.whenOrphaned(BrokerClients::tidyUp);
        }
    }

    private final long resource;
    private final @Nullable CacheLine line;
    /** Null in the creator, whose broker opens its door only when it is asked for its address. */
    private final @Nullable Holding holding;

    private volatile @Nullable BrokerClient client;
    private volatile boolean pinned;

    private SharedHandle(long resource, @Nullable CacheLine line, @Nullable Holding holding) {
        this.resource = resource;
        this.line = line;
        this.holding = holding;
    }

    /** Makes an object of this process, with its part in the broker. */
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
     * The way to the creator's broker; from the first call on the broker knows this process.
     *
     * @throws IllegalStateException if the creator has ended, or no longer has it
     */
    public BrokerClient client() {
        var known = client;
        if (known == null) {
            known = holding == null ? Broker.own().inProcessClient() : holding.client();
            client = known;
        }
        return known;
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
            // It has gone with its process: whoever gets it is told so when he uses it.
        }
    }

    /** What travels in place of the object. Each class of objects has its own, which makes the object anew where it is read. */
    public abstract static class Reference extends PinnableReference {
        private static final long serialVersionUID = 1L;

        private final BrokerAddress broker;
        private final long resource;
        private final @Nullable CacheLineReference line;

        /** Null where it was read. */
        private final transient @Nullable SharedHandle handle;

        @SuppressWarnings({"unused", "FieldCanBeLocal"}) // Kept alive by being here.
        private final transient @Nullable Object face;

        protected Reference(SharedHandle handle, Object face) {
            broker = handle.address();
            resource = handle.resource;
            line = handle.line == null ? null : handle.line.referenceWhileKept();
            this.handle = handle;
            this.face = face;
        }

        @Override
        public void pin() {
            if (handle != null) {
                handle.pin();
            }
        }

        /** Makes the object in a process that hasn't got it yet. */
        protected abstract Object open(SharedHandle handle);

        /** Not private: those that extend this are resolved by it. */
        protected final Object readResolve() {
            return KNOWN.resolve(identity(broker.id(), resource), this::open);
        }

        private Object open() {
            var holding = new Holding(broker, resource);
            var handle = new SharedHandle(resource, line == null ? null : CacheLine.attach(line), holding);
            holding.begin();
            var made = open(handle);
            try {
                OTHERS.register(made, holding);
            } catch (OutOfMemoryError e) {
                // There is no thread to see its end: this process holds it until its own.
            }
            return made;
        }
    }

    /**
     * That this process has an object of another one, which the other's broker is told: when the object arrives, because who
     * sent it keeps it no longer than until then; and when it has been collected.
     */
    private static final class Holding implements Runnable {
        private final BrokerAddress broker;
        private final long resource;
        private @Nullable BrokerClient told; // guarded by this

        Holding(BrokerAddress broker, long resource) {
            this.broker = broker;
            this.resource = resource;
        }

        /** An object that can't be used is still an object: what this fails by is met again when it is used. */
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

        /** The way to the broker; if it was not told yet, that may have given the object up. */
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
