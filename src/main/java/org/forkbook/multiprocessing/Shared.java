package org.forkbook.multiprocessing;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.forkbook.hub.Hub;
import org.forkbook.hub.HubAddress;
import org.forkbook.hub.Resource;
import org.forkbook.hub.Way;
import org.forkbook.hub.Ways;
import org.forkbook.memory.Cell;
import org.forkbook.memory.CellReference;
import org.forkbook.memory.Known;
import org.forkbook.memory.LazyCleaner;
import org.forkbook.worker.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a lock, a queue or an event has of its creator's hub: the way there, its number, and, if it has any, the cell of
 * shared memory in which its state is. It travels as a {@link Reference}.
 */
final class Shared {

    private static final Known<Object, Object> KNOWN = new Known<>();
    private static final LazyCleaner CLEANER = new LazyCleaner();

    static {
        var worker = WorkerContext.current();
        if (worker != null) {
            worker.whenOrphaned(Ways::tidyUp);
        }
    }

    private final Kind kind;
    private final Details details;
    private final long resource;
    private final @Nullable Cell cell;
    /** Null in the creator, whose hub opens its door only when it is asked for its address. */
    private final @Nullable HubAddress hub;

    private final Trace trace;
    private volatile @Nullable Way way;

    private Shared(
            Kind kind, Details details, long resource, @Nullable Cell cell, @Nullable HubAddress hub, Trace trace) {
        this.kind = kind;
        this.details = details;
        this.resource = resource;
        this.cell = cell;
        this.hub = hub;
        this.trace = trace;
    }

    /**
     * What some kinds need besides.
     *
     * @param amount a barrier's parties, a queue's capacity
     * @param lock a condition's lock
     */
    record Details(int amount, @Nullable ProcessLock lock) implements Serializable {
        private static final long serialVersionUID = 1L;

        static final Details NONE = new Details(0, null);
    }

    /** Makes an object of this process, with its part in the hub. */
    static <T> T create(Kind kind, Details details, @Nullable Cell cell, Resource state, Function<Shared, T> face) {
        var resource = Hub.own().add(state);
        var trace = new Trace(resource);
        var made = face.apply(new Shared(kind, details, resource, cell, null, trace));
        KNOWN.add(identity(Hub.own().id(), resource), made);
        CLEANER.register(made, trace);
        return made;
    }

    private static Object identity(Object hub, long resource) {
        return List.of(hub, resource);
    }

    Cell cell() {
        if (cell == null) {
            throw new AssertionError(kind + " has no cell");
        }
        return cell;
    }

    Details details() {
        return details;
    }

    long resource() {
        return resource;
    }

    /**
     * The way to the creator's hub; from the first call on the hub knows this process.
     *
     * @throws IllegalStateException if the creator has ended
     */
    Way way() {
        var known = way;
        if (known == null) {
            known = hub == null ? Hub.own().ownWay() : Ways.to(hub);
            way = known;
        }
        return known;
    }

    HubAddress address() {
        return hub == null ? Hub.own().address() : hub;
    }

    Reference reference() {
        trace.escaped = true;
        return new Reference(kind, details, address(), resource, cell == null ? null : cell.reference());
    }

    /** What travels in place of the object. */
    record Reference(
            Kind kind,
            Details details,
            HubAddress hub,
            long resource,
            @Nullable CellReference cell) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return KNOWN.resolve(
                    identity(hub.id(), resource),
                    () -> kind.face.apply(new Shared(
                            kind,
                            details,
                            resource,
                            cell == null ? null : Cell.attach(cell),
                            hub,
                            new Trace(resource))));
        }
    }

    /** Takes what was never told to another process out of the hub when it has been collected. */
    private static final class Trace implements Runnable {
        private final long resource;
        private volatile boolean escaped;

        Trace(long resource) {
            this.resource = resource;
        }

        @Override
        public void run() {
            if (!escaped) {
                Hub.own().remove(resource);
            }
        }
    }

    enum Kind {
        LOCK(ProcessLock::new),
        CONDITION(ProcessCondition::new),
        SEMAPHORE(ProcessSemaphore::new),
        EVENT(ProcessEvent::new),
        BARRIER(ProcessBarrier::new),
        QUEUE(ProcessQueue::new),
        PIPE(Pipe::new),
        MANAGER(ManagerLink::new);

        @SuppressWarnings("ImmutableEnumChecker") // Constructor references, which hold nothing.
        private final Function<Shared, Object> face;

        Kind(Function<Shared, Object> face) {
            this.face = face;
        }
    }
}
