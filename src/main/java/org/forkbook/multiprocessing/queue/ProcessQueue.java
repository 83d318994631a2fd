package org.forkbook.multiprocessing.queue;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.forkbook.broker.PayloadCodec;
import org.forkbook.broker.PendingCall;
import org.forkbook.multiprocessing.internal.EncodedValue;
import org.forkbook.multiprocessing.internal.SentClassCache;
import org.forkbook.multiprocessing.internal.SharedHandle;
import org.forkbook.multiprocessing.internal.SnapshotIterator;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.service.Deadline;
import org.forkbook.service.MaximumHeap;
import org.forkbook.service.MemoryReserve;
import org.forkbook.shm.CacheLine;
import org.jspecify.annotations.Nullable;

/**
 * A first-in-first-out queue shared by all threads of several processes: a {@link BlockingQueue} across processes.
 *
 * <p>Capture it in a task or pass it as an argument: in the worker it is the same queue. Elements are copied when
 * they are put: whatever can be sent to a worker can be an element, notebook classes and lambdas included, and {@link
 * #put} rejects anything else with the reason. An element is taken exactly once. If a process dies while an element
 * is in transit to it, the element is at the head of the queue again; one that it has taken is lost with the process.
 *
 * <p>The elements are in the memory of the process that created the queue. When that process ends, users of the queue
 * get an {@link IllegalStateException}; nobody waits for ever.
 *
 * <p>Once {@link #close() closed}, a queue takes no more elements; those that are in it can still be taken, and then
 * {@link #take()} throws an {@link IllegalStateException}, which is how consumers learn that there is no more.
 *
 * <pre>{@code
 * var queue = ProcessQueue.<String>create();
 * new WorkerProcess(() -> queue.put("hello")).start();
 * System.out.println(queue.take());
 * }</pre>
 *
 * @param <T> the type of elements, which are never null
 */
public final class ProcessQueue<T> extends AbstractQueue<T> implements BlockingQueue<T>, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private static final int UNBOUNDED = QueueResource.UNBOUNDED;
    /**
     * A larger element is put by a request, which is answered: there may be no memory for it in the queue's process.
     */
    private static final int LARGE = 256 * 1024;

    private final transient SharedHandle handle;
    private final transient int capacity;
    private final transient SentClassCache sentClasses = new SentClassCache();
    private final transient PrefetchBuffer prefetched = new PrefetchBuffer();

    private ProcessQueue(SharedHandle handle, int capacity) {
        this.handle = handle;
        this.capacity = capacity;
    }

    /**
     * Creates an unbounded queue.
     *
     * @throws IllegalStateException if the system has no shared memory left
     */
    public static <T> ProcessQueue<T> create() {
        return create(UNBOUNDED);
    }

    /**
     * Creates a bounded queue: when it is full, putting an element waits for room.
     *
     * @param capacity the maximum number of elements, at least one
     */
    public static <T> ProcessQueue<T> create(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be positive, got " + capacity);
        }
        var line = CacheLine.allocate();
        return SharedHandle.create(
                line, new QueueResource(capacity, line), handle -> new ProcessQueue<T>(handle, capacity));
    }

    /**
     * Adds an element, waiting for room if the queue is bounded.
     *
     * @throws NullPointerException if it is null
     * @throws org.forkbook.multiprocessing.errors.CannotTravelException if it can't be serialized
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue is closed, or the process that created it has ended
     */
    @Override
    public void put(T element) throws InterruptedException {
        offer(element, Deadline.NEVER);
    }

    /** Adds an element if there is room; returns whether it did. */
    @Override
    public boolean offer(T element) {
        var value = pack(element);
        return putOneWay(value) || accepted(offer(value, false).get());
    }

    /** Puts an element without waiting for an answer, if there is certainly room for it. */
    private boolean putOneWay(EncodedValue value) {
        if (value.size() > LARGE || handle.isRelayed() || (capacity != UNBOUNDED && !prefetched.useRoom())) {
            return false;
        }
        var operation = capacity == UNBOUNDED ? QueueResource.PUT : QueueResource.PUT_INTO_ROOM;
        if (!handle.client().sendOneWayUnless(this::isClosed, handle.resource(), operation, value.parts())) {
            throw closedForPutting();
        }
        return true;
    }

    /** Adds an element, waiting for room up to a time limit; returns whether it did. */
    @Override
    public boolean offer(T element, long time, TimeUnit unit) throws InterruptedException {
        return offer(element, Deadline.inNanos(unit.toNanos(time)));
    }

    /** Adds an element, waiting for room up to a time limit; returns whether it did. */
    public boolean offer(T element, Duration time) throws InterruptedException {
        return offer(element, Deadline.in(time));
    }

    private boolean offer(T element, Deadline deadline) throws InterruptedException {
        var value = pack(element);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (putOneWay(value)) {
            return true;
        }
        var answer = offer(value, true).await(deadline);
        return answer != null && accepted(answer);
    }

    private EncodedValue pack(T element) {
        var value = EncodedValue.pack(
                Objects.requireNonNull(element, "a queue has no null elements"), handle.destination());
        // On another machine the answer to the request tells.
        if (!handle.isRelayed() && isClosed()) {
            throw closedForPutting();
        }
        if (!value.classes().isEmpty()) {
            sentClasses.send(value.classes(), file -> sendOneWay(QueueResource.ADD_CLASS, EncodedValue.write(file)));
        }
        return value;
    }

    private PendingCall offer(EncodedValue value, boolean wait) {
        return ask(QueueResource.OFFER, EncodedValue.tagged(flags(wait), value.parts()));
    }

    private boolean accepted(PendingCall.Answer answer) {
        if (answer.status() == QueueResource.CLOSED) {
            throw closedForPutting();
        }
        if (answer.status() == QueueResource.ROOM_GRANTED) {
            prefetched.roomGranted(answer.payload());
            return true;
        }
        return answer.status() == QueueResource.YES;
    }

    private static IllegalStateException closedForPutting() {
        return new IllegalStateException("The queue is closed: it accepts no more elements");
    }

    /**
     * Takes the head of the queue, waiting for an element if it is empty.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue is closed and empty, if the process that created it has ended, or if
     *     the element can't be read here
     */
    @Override
    public T take() throws InterruptedException {
        var element = poll(Deadline.NEVER);
        if (element == null) {
            throw new IllegalStateException("The queue is closed, and all of its elements have been taken");
        }
        return element;
    }

    /** Takes the head of the queue; null if it is empty. */
    @Override
    public @Nullable T poll() {
        var ahead = pollAhead();
        return ahead != null
                ? openTaken(ahead)
                : element(ask(QueueResource.TAKE, EncodedValue.tagged(flags(false)))
                        .get());
    }

    /** Takes the head of the queue, waiting for an element up to a time limit; null if none came. */
    @Override
    public @Nullable T poll(long time, TimeUnit unit) throws InterruptedException {
        return poll(Deadline.inNanos(unit.toNanos(time)));
    }

    /** Takes the head of the queue, waiting for an element up to a time limit; null if none came. */
    public @Nullable T poll(Duration time) throws InterruptedException {
        return poll(Deadline.in(time));
    }

    private @Nullable T poll(Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var ahead = pollAhead();
        if (ahead != null) {
            return openTaken(ahead);
        }
        var answer = ask(QueueResource.TAKE, EncodedValue.tagged(flags(!deadline.isOver())))
                .await(deadline);
        return answer == null ? null : element(answer);
    }

    @Override
    public @Nullable T peek() {
        var answer = ask(QueueResource.PEEK).get();
        return answer.status() == QueueResource.YES ? open(answer.payload()) : null;
    }

    private @Nullable T element(PendingCall.Answer answer) {
        if (answer.status() == QueueResource.ELEMENTS_GRANTED) {
            var asked = PayloadCodec.takeBytes(answer.payload());
            prefetched.elementsGranted(answer.payload());
            return openTaken(asked);
        }
        return answer.status() == QueueResource.YES ? openTaken(answer.payload()) : null;
    }

    private @Nullable ByteBuffer pollAhead() {
        return prefetched.poll(() -> sendOneWay(QueueResource.TAKEN));
    }

    /** Decodes an element that was taken; one that doesn't fit into the heap goes back. */
    private T openTaken(ByteBuffer bytes) {
        try {
            return open(bytes);
        } catch (OutOfMemoryError e) {
            MemoryReserve.release();
            sendOneWay(QueueResource.PUT_BACK, bytes);
            throw new IllegalStateException(
                    "An element of " + bytes.remaining() + " bytes doesn't fit into what is left of this process's "
                            + MaximumHeap.text()
                            + " of heap. It was put back at the head of the queue. "
                            + "Give this JVM more (-Xmx), or put smaller elements.",
                    e);
        }
    }

    @SuppressWarnings("unchecked") // Only elements of this type were put.
    private T open(ByteBuffer bytes) {
        return (T) Objects.requireNonNull(EncodedValue.open(bytes.duplicate(), this::classFile));
    }

    private ClassFile classFile(EncodedValue.ClassKey key) {
        return SentClassCache.arrived(key, request -> ask(QueueResource.CLASS, request));
    }

    /**
     * Reports that an element that was taken has been processed; see {@link #join()}.
     *
     * @throws IllegalStateException if it is called more often than elements were taken
     */
    public void taskDone() {
        if (ask(QueueResource.TASK_DONE).get().status() != QueueResource.YES) {
            throw new IllegalStateException("taskDone() was called more often than elements were taken");
        }
    }

    /**
     * Waits until every element that was put has been taken and reported done.
     *
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if a process took elements and ended without reporting them, and all others are done
     */
    public void join() throws InterruptedException {
        join(Deadline.NEVER);
    }

    /** Waits for all elements to be reported done, up to a time limit; returns whether they were. */
    public boolean join(Duration time) throws InterruptedException {
        return join(Deadline.in(time));
    }

    private boolean join(Deadline deadline) throws InterruptedException {
        var answer = ask(QueueResource.JOIN).await(deadline);
        if (answer != null && answer.status() == QueueResource.LOST) {
            throw new IllegalStateException(PayloadCodec.takeString(answer.payload()));
        }
        return answer != null;
    }

    /** Closes the queue for all processes: it accepts no more elements. Harmless when called twice. */
    @Override
    public void close() {
        sendOneWay(QueueResource.CLOSE);
    }

    /** Whether the queue was closed. */
    public boolean isClosed() {
        return handle.isRelayed()
                ? handle.ask(QueueResource.LOOK).status() == QueueResource.CLOSED
                : QueueResource.isClosed(handle.line());
    }

    @Override
    public int size() {
        return ask(QueueResource.SIZE).get().status();
    }

    /** The remaining capacity: how many elements it has room for; {@link Integer#MAX_VALUE} if it is unbounded. */
    @Override
    public int remainingCapacity() {
        return capacity == UNBOUNDED ? UNBOUNDED : Math.max(capacity - size(), 0);
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        if (Objects.requireNonNull(target) == this) {
            throw new IllegalArgumentException("A queue can't be drained into itself");
        }
        if (most <= 0) {
            return 0;
        }
        var answer = ask(QueueResource.DRAIN, PayloadCodec.ofInt(most)).get();
        var payload = answer.payload();
        RuntimeException unreadable = null;
        var count = 0;
        for (var left = answer.status(); left > 0; left--) {
            try {
                target.add(open(PayloadCodec.takeBytes(payload)));
                count++;
            } catch (IllegalStateException e) {
                unreadable = e; // The others must not be lost with it.
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return count;
    }

    /** Iterates over a snapshot of the elements; removing one takes it from the queue if it is still there. */
    @Override
    public Iterator<T> iterator() {
        return new SnapshotIterator<>(entries(), Entry::element, this::remove);
    }

    private record Entry<T>(long number, T element) {}

    private List<Entry<T>> entries() {
        var answer = ask(QueueResource.SNAPSHOT).get();
        var payload = answer.payload();
        var entries = new ArrayList<Entry<T>>();
        for (var left = answer.status(); left > 0; left--) {
            var number = payload.getLong();
            entries.add(new Entry<>(number, open(PayloadCodec.takeBytes(payload))));
        }
        return entries;
    }

    private boolean remove(Entry<T> entry) {
        return ask(QueueResource.REMOVE, PayloadCodec.ofLong(entry.number))
                        .get()
                        .status()
                == QueueResource.YES;
    }

    @Override
    public boolean remove(@Nullable Object wanted) {
        for (var entry : entries()) {
            if (entry.element.equals(wanted) && remove(entry)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        ask(QueueResource.CLEAR).get();
    }

    private PendingCall ask(int operation, ByteBuffer... payload) {
        return handle.client().call(handle.resource(), operation, payload);
    }

    private void sendOneWay(int operation, ByteBuffer... payload) {
        handle.client().sendOneWay(handle.resource(), operation, payload);
    }

    private int flags(boolean wait) {
        return (wait ? QueueResource.WAIT : 0) | (prefetched.knowsLine() ? QueueResource.KNOWS_LINE : 0);
    }

    private Object writeReplace() {
        return new Reference(this);
    }

    /** The serialized form of a queue. */
    private static final class Reference extends SharedHandle.Reference {
        private static final long serialVersionUID = 1L;

        private final int capacity;

        Reference(ProcessQueue<?> face) {
            super(face.handle, face);
            capacity = face.capacity;
        }

        @Override
        protected Object open(SharedHandle handle) {
            return new ProcessQueue<>(handle, capacity);
        }
    }
}
