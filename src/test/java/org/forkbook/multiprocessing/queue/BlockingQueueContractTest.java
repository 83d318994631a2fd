package org.forkbook.multiprocessing.queue;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.manager.Manager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link java.util.concurrent.BlockingQueue} promises, of a queue of this process and of another's. */
@Timeout(300)
@ParameterizedClass
@EnumSource(BlockingQueueContractTest.Owner.class)
public class BlockingQueueContractTest {

    private static final Manager MANAGER = Manager.start();

    public enum Owner {
        THIS_PROCESS,
        ANOTHER_PROCESS
    }

    /** Makes queues where it is. */
    public interface Maker {
        ProcessQueue<Integer> make(int capacity);
    }

    private static final class Making implements Maker, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public ProcessQueue<Integer> make(int capacity) {
            return capacity == 0 ? ProcessQueue.create() : ProcessQueue.create(capacity);
        }
    }

    private static final Maker ELSEWHERE = MANAGER.register(Maker.class, new Making());

    @Parameter
    Owner owner = Owner.THIS_PROCESS;

    @AfterAll
    static void end() {
        MANAGER.close();
    }

    private ProcessQueue<Integer> queue(int capacity) {
        return owner == Owner.THIS_PROCESS ? new Making().make(capacity) : ELSEWHERE.make(capacity);
    }

    private ProcessQueue<Integer> full(int capacity) {
        var queue = queue(capacity);
        IntStream.range(0, capacity).forEach(queue::add);
        return queue;
    }

    /** Something that waits, on a thread of its own. */
    private static <R> FutureTask<R> start(Callable<R> waiting) {
        var task = new FutureTask<>(waiting);
        var thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Interrupts the thread that runs an action, once before it and once while it waits. */
    private static void isInterruptible(Callable<?> action) throws Exception {
        var started = new CountDownLatch(1);
        var thread = new Thread[1];
        var before = start(() -> {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, action::call);
            assertFalse(Thread.interrupted());
            return null;
        });
        before.get();
        var during = start(() -> {
            thread[0] = Thread.currentThread();
            started.countDown();
            assertThrows(InterruptedException.class, action::call);
            assertFalse(Thread.interrupted());
            return null;
        });
        started.await();
        // By then it probably waits; if it doesn't, it must end by the interrupt just as well.
        assertThrows(TimeoutException.class, () -> during.get(20, MILLISECONDS));
        thread[0].interrupt();
        during.get();
    }

    @Test
    @SuppressWarnings({"NullAway", "ModifyingCollectionWithItself"}) // That they are refused is the test.
    void nullAndItselfAreRefused() {
        var queue = queue(5);
        assertThrows(NullPointerException.class, () -> queue.put(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null, 1, SECONDS));
        assertThrows(NullPointerException.class, () -> queue.add(null));
        assertThrows(NullPointerException.class, () -> queue.addAll(null));
        assertThrows(NullPointerException.class, () -> queue.drainTo(null));
        assertThrows(NullPointerException.class, () -> queue.drainTo(null, 1));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 1));
        assertThrows(IllegalArgumentException.class, () -> queue.addAll(queue));
        assertThrows(NullPointerException.class, () -> queue.addAll(Arrays.asList(1, null, 2)));
        assertEquals(List.of(1), new ArrayList<>(queue), "what came before the null is there");
        assertThrows(IllegalArgumentException.class, () -> ProcessQueue.create(0));
        assertThrows(IllegalArgumentException.class, () -> ProcessQueue.create(-1));
    }

    @Test
    void anEmptyQueueSaysSo() throws Exception {
        var queue = queue(0);
        assertTrue(queue.isEmpty());
        assertNull(queue.poll());
        assertNull(queue.peek());
        assertNull(queue.poll(5, MILLISECONDS));
        assertNull(queue.poll(0, MILLISECONDS));
        assertNull(queue.poll(-1, SECONDS));
        assertThrows(NoSuchElementException.class, queue::remove);
        assertThrows(NoSuchElementException.class, queue::element);
        assertEquals(0, queue.drainTo(new ArrayList<>()));
        assertEquals(Integer.MAX_VALUE, queue.remainingCapacity());
    }

    @Test
    void aFullQueueSaysSo() throws Exception {
        var queue = full(3);
        assertEquals(0, queue.remainingCapacity());
        assertFalse(queue.offer(9));
        assertFalse(queue.offer(9, 5, MILLISECONDS));
        assertFalse(queue.offer(9, 0, MILLISECONDS));
        assertThrows(IllegalStateException.class, () -> queue.add(9));
        assertEquals(List.of(0, 1, 2), new ArrayList<>(queue));
        assertThrows(IllegalStateException.class, () -> queue(2).addAll(List.of(1, 2, 3)));
    }

    @Test
    void theOrderIsFirstInFirstOut() throws Exception {
        var queue = full(20);
        for (int i = 0; i < 20; i++) {
            assertEquals(20 - i, queue.size());
            assertEquals(i, queue.remainingCapacity());
            assertEquals(i, queue.peek());
            assertEquals(i, queue.element());
            assertEquals(i, i % 3 == 0 ? queue.take() : i % 3 == 1 ? queue.poll() : queue.poll(1, SECONDS));
        }
    }

    @Test
    void takeWaitsForAPut() throws Exception {
        var queue = queue(0);
        var taken = start(queue::take);
        queue.put(7);
        assertEquals(7, taken.get());
        var polled = start(() -> queue.poll(120, SECONDS));
        assertTrue(queue.offer(8));
        assertEquals(8, polled.get());
    }

    @Test
    void putWaitsForRoomHoweverThatIsMade() throws Exception {
        List<Callable<?>> ways = new ArrayList<>();
        var queues = new ArrayList<ProcessQueue<Integer>>();
        for (int i = 0; i < 6; i++) {
            queues.add(full(2));
        }
        ways.add(queues.get(0)::take);
        ways.add(queues.get(1)::poll);
        ways.add(() -> queues.get(2).drainTo(new ArrayList<>(), 1));
        ways.add(() -> queues.get(3).remove((Object) 1));
        ways.add(() -> {
            queues.get(4).clear();
            return null;
        });
        ways.add(() -> {
            var iterator = queues.get(5).iterator();
            iterator.next();
            iterator.remove();
            return null;
        });
        for (int i = 0; i < 6; i++) {
            var queue = queues.get(i);
            var put = start(() -> {
                queue.put(9);
                return "put";
            });
            assertThrows(TimeoutException.class, () -> put.get(20, MILLISECONDS));
            ways.get(i).call();
            assertEquals("put", put.get());
            assertTrue(queue.contains(9));
        }
    }

    @Test
    void offerWithATimeWaitsForRoom() throws Exception {
        var queue = full(1);
        var offered = start(() -> queue.offer(9, 60, SECONDS));
        assertEquals(0, queue.take());
        assertTrue(offered.get());
        assertEquals(9, queue.take());
    }

    @Test
    void everyWaitIsInterruptibleAndLosesNothing() throws Exception {
        var empty = queue(0);
        isInterruptible(empty::take);
        isInterruptible(() -> empty.poll(120, SECONDS));
        isInterruptible(() -> {
            empty.put(5);
            empty.join();
            return null;
        });
        var full = full(2);
        isInterruptible(() -> {
            full.put(9);
            return null;
        });
        isInterruptible(() -> full.offer(9, 60, SECONDS));
        assertEquals(List.of(0, 1), new ArrayList<>(full));
        empty.clear();
        empty.put(1);
        assertEquals(1, empty.take());
    }

    @Test
    void drainingTakesSoManyInOrder() {
        var queue = full(10);
        var target = new ArrayList<Integer>();
        assertEquals(0, queue.drainTo(target, 0));
        assertEquals(0, queue.drainTo(target, -1));
        assertEquals(4, queue.drainTo(target, 4));
        assertEquals(List.of(0, 1, 2, 3), target);
        assertEquals(6, queue.drainTo(target));
        assertEquals(IntStream.range(0, 10).boxed().toList(), target);
        assertEquals(0, queue.size());
    }

    @Test
    void elementsAreFoundAndRemovedByEquality() {
        var queue = full(5);
        assertTrue(queue.contains(3));
        assertFalse(queue.contains(7));
        assertTrue(queue.remove((Object) 3));
        assertFalse(queue.remove((Object) 3));
        assertTrue(queue.removeAll(List.of(0, 9)));
        assertTrue(queue.retainAll(List.of(2, 4)));
        assertEquals(List.of(2, 4), List.of(queue.toArray()));
        assertEquals("[2, 4]", queue.toString());
    }

    @Test
    void anIteratorSeesWhatIsThereAndIsNeverBroken() {
        var queue = full(5);
        var iterator = queue.iterator();
        queue.clear();
        var seen = 0;
        while (iterator.hasNext()) {
            iterator.next();
            seen++;
        }
        assertEquals(5, seen);
        assertThrows(NoSuchElementException.class, iterator::next);
        iterator.remove();
        assertThrows(IllegalStateException.class, iterator::remove);
    }

    @Test
    void manyProducersAndConsumersShareABoundedQueueWithoutLossOrDuplicate() throws Exception {
        var queue = queue(7);
        int each = 2_000;
        var producers = new ArrayList<FutureTask<?>>();
        for (int p = 0; p < 3; p++) {
            int from = p * each;
            producers.add(start(() -> {
                for (int i = from; i < from + each; i++) {
                    queue.put(i);
                }
                return null;
            }));
        }
        var consumers = new ArrayList<FutureTask<List<Integer>>>();
        for (int c = 0; c < 3; c++) {
            consumers.add(start(() -> {
                var taken = new ArrayList<Integer>();
                for (int i = 0; i < each; i++) {
                    taken.add(queue.take());
                }
                return taken;
            }));
        }
        for (var producer : producers) {
            producer.get();
        }
        var all = new ArrayList<Integer>();
        for (var consumer : consumers) {
            all.addAll(consumer.get());
        }
        all.sort(null);
        assertEquals(IntStream.range(0, 3 * each).boxed().toList(), all);
        assertTrue(queue.isEmpty());
    }
}
