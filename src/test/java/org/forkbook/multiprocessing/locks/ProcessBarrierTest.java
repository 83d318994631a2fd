package org.forkbook.multiprocessing.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.forkbook.multiprocessing.shared.SharedIntArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessBarrierTest {

    @Test
    void processesMeetAtItAgainAndAgain() throws Exception {
        var barrier = ProcessBarrier.create(3);
        var round = SharedIntArray.create(100);
        Child.Task task = () -> {
            for (var i = 0; i < round.length(); i++) {
                round.incrementAndGet(i);
                barrier.await();
                if (round.get(i) != 3) {
                    throw new AssertionError("round " + i + ": " + round.get(i));
                }
            }
        };
        try (var a = Child.start(task);
                var b = Child.start(task)) {
            task.run();
            assertEquals(0, a.join() + b.join());
        }
    }

    @Test
    void theOrderOfArrivalIsTold() throws Exception {
        var barrier = ProcessBarrier.create(1);
        assertEquals(0, barrier.await());
        assertEquals(1, barrier.parties());
        assertEquals(0, barrier.numberWaiting());
        assertThrows(IllegalArgumentException.class, () -> ProcessBarrier.create(0));
    }

    @Test
    void timeThatIsOverBreaksItForAllUntilItIsReset() throws Exception {
        var barrier = ProcessBarrier.create(2);
        assertThrows(TimeoutException.class, () -> barrier.await(Duration.ofMillis(20)));
        assertTrue(barrier.isBroken());
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        assertFalse(barrier.isBroken());
        var other = new FutureTask<>(() -> barrier.await());
        new Thread(other, "other").start();
        assertEquals(1, barrier.await() + other.get());
    }

    @Test
    void aProcessKilledWhileItWaitsBreaksItForTheOthers() throws Exception {
        var barrier = ProcessBarrier.create(3);
        try (var victim = Child.start(() -> {
            Child.say("waiting");
            barrier.await();
        })) {
            var other = new FutureTask<>(() -> assertThrows(BrokenBarrierException.class, barrier::await));
            new Thread(other, "other").start();
            assertEquals("waiting", victim.line());
            victim.kill();
            var message = String.valueOf(other.get(120, TimeUnit.SECONDS).getMessage());
            assertTrue(message.contains("Process " + victim.pid() + ", one of the parties, was killed"), message);
        }
    }

    @Test
    void aProcessKilledBeforeItArrivesBreaksItToo() throws Exception {
        var barrier = ProcessBarrier.create(2);
        try (var victim = Child.start(() -> {
            Child.say("has " + barrier.parties());
            Child.hear();
            barrier.await();
        })) {
            assertEquals("has 2", victim.line());
            victim.kill();
            assertThrows(BrokenBarrierException.class, barrier::await);
        }
    }

    @Test
    void aProcessThatEndsInGoodOrderDoesNotBreakIt() throws Exception {
        var barrier = ProcessBarrier.create(2);
        try (var first = Child.start(barrier::await)) {
            barrier.await();
            assertEquals(0, first.join());
        }
        try (var second = Child.start(barrier::await)) {
            barrier.await();
            assertEquals(0, second.join());
        }
    }

    @Test
    void thoseWhoWaitAreToldWhenItsCreatorIsKilled() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            pass.send(ProcessBarrier.create(2));
            Child.say("sent");
            Child.hear();
        })) {
            assertEquals("sent", creator.line());
            var barrier = (ProcessBarrier) pass.receive();
            var waiting = new FutureTask<>(() -> assertThrows(IllegalStateException.class, barrier::await));
            new Thread(waiting, "waiting").start();
            creator.kill();
            waiting.get(120, TimeUnit.SECONDS);
        }
    }
}
