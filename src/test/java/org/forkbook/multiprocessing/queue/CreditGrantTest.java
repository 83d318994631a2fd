package org.forkbook.multiprocessing.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.queue.CreditCounter.Use;
import org.forkbook.multiprocessing.shared.SharedByteArray;
import org.forkbook.shm.CacheLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What queues give in advance is nobody's until it is used. */
@Timeout(300)
class CreditGrantTest {

    /** A process that takes so many elements, and then is busy with other things. */
    private static Child busyAfter(ProcessQueue<Integer> queue, int takes) throws Exception {
        var child = Child.start(() -> {
            for (var i = 0; i < takes; i++) {
                assertEquals(i, queue.take());
            }
            Child.say("busy");
            Child.hear();
            Child.say(queue.remove());
            Child.hear();
        });
        assertEquals("busy", child.line());
        return child;
    }

    private static ProcessQueue<Integer> queueOf(int count) {
        var queue = ProcessQueue.<Integer>create();
        IntStream.range(0, count).forEach(queue::add);
        return queue;
    }

    @Test
    void aBusyProcessKeepsNothingFromTheOthersAndTheOrderStays() throws Exception {
        var queue = queueOf(1000);
        try (var busy = busyAfter(queue, 100)) {
            assertEquals(900, queue.size());
            assertEquals(100, queue.peek());
            for (var i = 100; i < 500; i++) {
                assertEquals(i, queue.take());
            }
            busy.tell();
            assertEquals("500", busy.line(), "what was granted to it before has been revoked");
            assertEquals(499, queue.size());
            assertEquals(501, queue.poll());
        }
    }

    @Test
    void whatWasLentToAKilledProcessIsAtTheHeadAgain() throws Exception {
        var queue = queueOf(1000);
        try (var busy = busyAfter(queue, 100)) {
            busy.kill();
            var rest = new ArrayList<Integer>();
            queue.drainTo(rest);
            assertEquals(IntStream.range(100, 1000).boxed().toList(), rest);
        }
    }

    @Test
    void twoConsumersAndTheOwnerTakeEachElementOnceInAnOrderOfTheirOwn() throws Exception {
        var queue = queueOf(30_000);
        var seen = SharedByteArray.create(30_000);
        Child.Task consume = () -> {
            var last = -1;
            for (var element = queue.poll(); element != null; element = queue.poll()) {
                if (element <= last) {
                    Child.say(element + " after " + last);
                }
                last = element;
                seen.getAndAdd(element, 1);
            }
            Child.say("done");
        };
        try (var a = Child.start(consume);
                var b = Child.start(consume)) {
            var last = -1;
            for (var element = queue.poll(); element != null; element = queue.poll()) {
                assertTrue(element > last);
                last = element;
                seen.getAndAdd(element, 1);
            }
            assertEquals("done", a.line());
            assertEquals("done", b.line());
        }
        for (var i = 0; i < 30_000; i++) {
            assertEquals(1, seen.get(i));
        }
    }

    @Test
    void roomThatAnIdleProcessWasGivenIsThereForTheOthers() throws Exception {
        var queue = ProcessQueue.<Integer>create(100);
        try (var idle = Child.start(() -> {
            queue.put(0);
            queue.put(1);
            Child.say("idle");
            Child.hear();
            Child.say(queue.offer(7));
            Child.hear();
        })) {
            assertEquals("idle", idle.line());
            assertEquals(98, queue.remainingCapacity());
            for (var i = 2; i < 100; i++) {
                assertTrue(queue.offer(i), "element " + i);
            }
            assertFalse(queue.offer(100));
            idle.tell();
            assertEquals("false", idle.line());
            assertEquals(0, queue.poll());
            assertTrue(queue.offer(100));
            assertEquals(100, queue.size());
        }
    }

    @Test
    void roomOfAKilledProcessComesBack() throws Exception {
        var queue = ProcessQueue.<Integer>create(1000);
        for (var round = 0; round < 3; round++) {
            try (var producer = Child.start(() -> {
                Child.say("putting");
                for (var i = 0; ; i++) {
                    queue.put(i);
                }
            })) {
                assertEquals("putting", producer.line());
                for (var i = 0; i < 3000; i++) {
                    queue.take();
                }
                producer.kill();
            }
            queue.clear();
            for (var i = 0; i < 1000; i++) {
                assertTrue(queue.offer(i), "element " + i);
            }
            assertFalse(queue.offer(1000));
            queue.clear();
        }
    }

    @Test
    void whoWaitsForRoomIsToldWhenALentElementIsTaken() throws Exception {
        var queue = ProcessQueue.<Integer>create(50);
        IntStream.range(0, 50).forEach(queue::add);
        try (var consumer = Child.start(() -> {
            for (var i = 0; i < 10; i++) {
                queue.take();
            }
            Child.say("borrows");
            Child.hear();
            Child.say(queue.take());
            Child.hear();
        })) {
            assertEquals("borrows", consumer.line());
            for (var i = 0; i < 10; i++) {
                queue.put(50 + i);
            }
            var put = new FutureTask<>(() -> {
                queue.put(60);
                return true;
            });
            new Thread(put, "putting").start();
            assertThrows(TimeoutException.class, () -> put.get(30, TimeUnit.MILLISECONDS));
            consumer.tell();
            assertEquals("10", consumer.line());
            assertTrue(put.get());
            assertFalse(queue.offer(61));
        }
    }

    @Test
    void taskDoneCountsWhatWasTakenFromALoan() throws Exception {
        var queue = queueOf(40);
        try (var worker = Child.start(() -> {
            for (var i = 0; i < 40; i++) {
                queue.take();
            }
            for (var i = 0; i < 39; i++) {
                queue.taskDone();
            }
            Child.say("one is missing");
            Child.hear();
            queue.taskDone();
            try {
                queue.taskDone();
            } catch (IllegalStateException e) {
                Child.say("too often");
            }
        })) {
            assertEquals("one is missing", worker.line());
            assertFalse(queue.join(java.time.Duration.ofMillis(20)));
            worker.tell();
            assertEquals("too often", worker.line());
            queue.join();
        }
    }

    @Test
    void aTicketIsUsedOrTakenBackAndNeverBothEvenWhenNumbersBeginAnew() {
        var word = new CreditCounter(CacheLine.allocate(), 1);
        assertEquals(Use.NONE, word.useNext());
        for (var round = 0; round < 3; round++) {
            word.add(Integer.MAX_VALUE - 1);
            word.revoke(); // Near the end of all numbers.
            var first = word.next();
            word.add(5);
            assertEquals(5, word.left());
            assertEquals(Use.USED, word.use(first));
            assertEquals(Use.NONE, word.use(first));
            word.requestNotification();
            assertEquals(Use.USED_AND_NOTIFY, word.useNext());
            assertEquals(Use.USED, word.useNext());
            assertEquals(3, CreditCounter.distance(first, word.revoke()));
            assertEquals(0, word.left());
            assertEquals(5, CreditCounter.distance(first, word.next()));
            assertEquals(Use.NONE, word.useNext());
        }
    }
}
