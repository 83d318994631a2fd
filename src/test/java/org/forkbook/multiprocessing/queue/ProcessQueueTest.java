package org.forkbook.multiprocessing.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.BrokerSocketFiles;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.shared.SharedByteArray;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessQueueTest {

    @Test
    void valuesOfAllKindsComeOutAsTheyWentIn() throws Exception {
        var queue = ProcessQueue.<Object>create();
        var values = List.of(
                1,
                2L,
                3.5,
                true,
                false,
                "text",
                "\u00e9\u20ac\ud83d\ude00",
                "unpaired \ud800",
                "",
                'c',
                List.of(1, "two"),
                Duration.ofSeconds(3));
        queue.addAll(values);
        for (var value : values) {
            assertEquals(value, queue.take());
        }
        queue.put(new double[] {1, 2});
        assertEquals(2.0, ((double[]) queue.take())[1]);
    }

    @Test
    @SuppressWarnings("NullAway") // That null is refused is what is tested.
    void nullAndWhatCannotTravelAreRefusedAtOnce() {
        var queue = ProcessQueue.<Object>create();
        assertThrows(NullPointerException.class, () -> queue.offer(null));
        assertThrows(CannotTravelException.class, () -> queue.put(new Thread("mine")));
        assertTrue(queue.isEmpty());
    }

    @Test
    void aBoundIsExact() throws Exception {
        var queue = ProcessQueue.<Integer>create(2);
        queue.put(1);
        queue.put(2);
        assertFalse(queue.offer(3));
        assertFalse(queue.offer(3, Duration.ofMillis(20)));
        assertEquals(0, queue.remainingCapacity());
        assertThrows(IllegalStateException.class, () -> queue.add(3));
        var putting = new FutureTask<>(() -> {
            queue.put(3);
            return true;
        });
        new Thread(putting, "putting").start();
        assertEquals(1, queue.take());
        assertTrue(putting.get());
        assertEquals(List.of(2, 3), new ArrayList<>(queue));
        assertThrows(IllegalArgumentException.class, () -> ProcessQueue.create(0));
    }

    @Test
    void elementsOfThreeProcessesArriveOnceAndInTheOrderOfEach() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        var start = ProcessEvent.create();
        try (var a = Child.start(produce(queue, start, 0));
                var b = Child.start(produce(queue, start, 1_000_000));
                var c = Child.start(produce(queue, start, 2_000_000))) {
            start.set();
            var last = new int[] {-1, 999_999, 1_999_999};
            for (var i = 0; i < 30_000; i++) {
                int value = queue.take();
                assertEquals(++last[value / 1_000_000], value);
            }
            assertNull(queue.poll());
            assertEquals(0, a.join() + b.join() + c.join());
        }
    }

    private static Child.Task produce(BlockingQueue<Integer> queue, ProcessEvent start, int from) {
        return () -> {
            start.await();
            for (var i = 0; i < 10_000; i++) {
                queue.put(from + i);
            }
        };
    }

    @Test
    void everyElementGoesToOneConsumer() throws Exception {
        var queue = ProcessQueue.<Integer>create(10);
        var seen = SharedByteArray.create(5000);
        Child.Task consume = () -> {
            for (var value = queue.take(); value >= 0; value = queue.take()) {
                seen.getAndAdd(value, 1);
            }
        };
        try (var a = Child.start(consume);
                var b = Child.start(consume)) {
            for (var i = 0; i < seen.length(); i++) {
                queue.put(i);
            }
            queue.put(-1);
            queue.put(-1);
            assertEquals(0, a.join() + b.join());
        }
        for (var i = 0; i < seen.length(); i++) {
            assertEquals(1, seen.get(i), "element " + i);
        }
    }

    @Test
    void whatWasPutBeforeAProcessEndedIsThereWhenItHasEnded() throws Exception {
        for (var i = 0; i < 5; i++) {
            var queue = ProcessQueue.<Integer>create();
            try (var child = Child.start(() -> {
                for (var n = 0; n < 100; n++) {
                    queue.put(n);
                }
                Runtime.getRuntime().halt(0);
            })) {
                child.join();
                assertEquals(100, queue.size());
                assertEquals(0, queue.poll());
            }
        }
    }

    @Test
    void closingTellsConsumersThatThereIsNoMore() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        queue.put(1);
        try (var consumer = Child.start(() -> {
            Child.say(queue.take());
            try {
                queue.take();
            } catch (IllegalStateException e) {
                Child.say("closed " + queue.isClosed());
            }
        })) {
            assertEquals("1", consumer.line());
            queue.close();
            queue.close();
            assertEquals("closed true", consumer.line());
        }
        assertThrows(IllegalStateException.class, () -> queue.put(2));
        assertNull(queue.poll());
    }

    @Test
    void joinWaitsForTheWorkOnAllElements() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        var sum = SharedLong.create(0);
        queue.join();
        try (var worker = Child.start(() -> {
            while (true) {
                sum.addAndGet(queue.take());
                queue.taskDone();
            }
        })) {
            for (var i = 1; i <= 100; i++) {
                queue.put(i);
            }
            queue.join();
            assertEquals(5050, sum.get());
            assertThrows(IllegalStateException.class, queue::taskDone);
            worker.kill();
        }
        assertFalse(offerAndJoin(queue));
    }

    private static boolean offerAndJoin(ProcessQueue<Integer> queue) throws InterruptedException {
        queue.put(1);
        return queue.join(Duration.ofMillis(20));
    }

    @Test
    void joinIsToldOfAWorkerThatDiedAtItsWork() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        queue.put(1);
        try (var worker = Child.start(() -> {
            queue.take();
            Child.say("took");
            Child.hear();
        })) {
            assertEquals("took", worker.line());
            var joining = new FutureTask<>(() -> assertThrows(IllegalStateException.class, queue::join));
            new Thread(joining, "joining").start();
            worker.kill();
            var message = String.valueOf(joining.get(120, TimeUnit.SECONDS).getMessage());
            assertTrue(message.contains("process " + worker.pid()), message);
        }
    }

    @Test
    void consumersKilledAtRandomLoseAtMostWhatTheyHadTaken() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        var taken = SharedByteArray.create(20_000);
        for (var i = 0; i < taken.length(); i++) {
            queue.put(i);
        }
        Child.Task consume = () -> {
            Child.say("ready");
            while (true) {
                int value = queue.take();
                taken.getAndAdd(value, 1);
            }
        };
        for (var round = 0; round < 3; round++) {
            try (var a = Child.start(consume);
                    var b = Child.start(consume)) {
                assertEquals("ready", a.line());
                assertEquals("ready", b.line());
                var target = Math.max(queue.size() - 1000, 0);
                while (queue.size() > target) {
                    Thread.onSpinWait();
                }
                a.kill();
                b.kill();
            }
        }
        for (var value = queue.poll(); value != null; value = queue.poll()) {
            taken.getAndAdd(value, 1);
        }
        var lost = 0;
        for (var i = 0; i < taken.length(); i++) {
            assertTrue(taken.get(i) <= 1, "element " + i + " came " + taken.get(i) + " times");
            lost += 1 - taken.get(i);
        }
        assertTrue(lost <= 6, "lost: " + lost);
    }

    @Test
    void aKilledConsumerThatWaitsTakesNothing() throws Exception {
        var queue = ProcessQueue.<String>create();
        try (var waiter = Child.start(() -> {
            Child.say("waiting");
            queue.take();
        })) {
            assertEquals("waiting", waiter.line());
            waiter.kill();
            queue.put("kept");
            assertEquals("kept", queue.poll(Duration.ofSeconds(60)));
        }
    }

    @Test
    void thoseWhoWaitAreToldWhenItsCreatorIsKilled() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            pass.send(ProcessQueue.create(1));
            Child.say("sent");
            Child.hear();
        })) {
            assertEquals("sent", creator.line());
            @SuppressWarnings("unchecked")
            var queue = (ProcessQueue<Integer>) pass.receive();
            queue.put(1);
            var putting = new FutureTask<>(() -> assertThrows(IllegalStateException.class, () -> queue.put(2)));
            new Thread(putting, "putting").start();
            creator.kill();
            putting.get(120, TimeUnit.SECONDS);
            assertThrows(IllegalStateException.class, queue::take);
            BrokerSocketFiles.assertNoSocketOf(creator.pid());
        }
    }

    @Test
    void anInterruptEndsATakeAndLosesNothing() throws Exception {
        var queue = ProcessQueue.<Integer>create();
        var pass = Pass.open();
        pass.send(queue);
        try (var child = Child.start(() -> {
            @SuppressWarnings("unchecked")
            var mine = (ProcessQueue<Integer>) pass.receive();
            for (var i = 0; i < 200; i++) {
                var started = new CountDownLatch(1);
                var taking = new FutureTask<>(() -> {
                    started.countDown();
                    try {
                        return mine.take();
                    } catch (InterruptedException e) {
                        return -1;
                    }
                });
                var thread = new Thread(taking, "taking");
                thread.start();
                started.await();
                mine.put(i);
                thread.interrupt();
                var got = taking.get();
                Child.say(got >= 0 ? got : mine.take());
            }
        })) {
            var seen = new HashSet<String>();
            for (var i = 0; i < 200; i++) {
                seen.add(String.valueOf(child.line()));
            }
            assertEquals(200, seen.size());
            assertEquals(0, child.join());
        }
    }

    @Test
    void classesAndLambdasTravelAsElements() throws Exception {
        var queue = ProcessQueue.<RemoteFunction<Integer, Integer>>create();
        var results = ProcessQueue.<Integer>create();
        try (var process = new WorkerProcess(() -> results.put(queue.take().apply(20)))) {
            process.start();
            var two = 2;
            queue.put(x -> x * two);
            assertEquals(40, results.take());
        }
    }

    @Test
    void whatWasPutBeforeTheQueueWasClosedIsTakenAndJoinReturns() throws Exception {
        var queues = ProcessQueue.<ProcessQueue<Integer>>create();
        try (var producer = Child.start(() -> {
            while (true) {
                var queue = queues.take();
                var put = 0;
                try {
                    while (true) {
                        queue.put(put);
                        put++;
                    }
                } catch (IllegalStateException e) {
                    Child.say(put);
                }
            }
        })) {
            for (var round = 0; round < 25; round++) {
                var queue = ProcessQueue.<Integer>create();
                var taken = new FutureTask<>(() -> takeAll(queue));
                new Thread(taken, "consumer").start();
                queues.put(queue);
                while (queue.isEmpty()) {
                    Thread.onSpinWait();
                }
                queue.close();
                var put = Integer.parseInt(String.valueOf(producer.line()));
                assertEquals(put, taken.get(120, TimeUnit.SECONDS));
                assertTrue(queue.join(Duration.ofMinutes(2)));
            }
        }
    }

    private static int takeAll(ProcessQueue<Integer> queue) throws InterruptedException {
        for (var count = 0; ; count++) {
            try {
                queue.take();
            } catch (IllegalStateException e) {
                return count;
            }
            queue.taskDone();
        }
    }
}
