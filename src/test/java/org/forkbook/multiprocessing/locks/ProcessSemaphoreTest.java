package org.forkbook.multiprocessing.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.BrokerSocketFiles;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessSemaphoreTest {

    @Test
    void permitsAreTakenAndGivenBack() throws Exception {
        var semaphore = ProcessSemaphore.create(2);
        semaphore.acquire();
        assertTrue(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(Duration.ofMillis(20)));
        semaphore.release(3);
        assertEquals(3, semaphore.availablePermits());
        semaphore.acquire(3);
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(-1));
        assertThrows(IllegalArgumentException.class, () -> ProcessSemaphore.create(-1));
    }

    @Test
    void aBoundedOneRefusesOneTooMany() throws Exception {
        var semaphore = ProcessSemaphore.createBounded(1);
        semaphore.acquire();
        semaphore.release();
        var e = assertThrows(IllegalStateException.class, semaphore::release);
        assertTrue(String.valueOf(e.getMessage()).contains("at most 1"), e.getMessage());
    }

    @Test
    void noMoreThanTwoProcessesAreInsideAtOnce() throws Exception {
        var semaphore = ProcessSemaphore.create(2);
        var inside = SharedInt.create(0);
        var most = SharedInt.create(0);
        Child.Task task = () -> {
            for (var i = 0; i < 500; i++) {
                semaphore.acquire();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                semaphore.release();
            }
        };
        try (var a = Child.start(task);
                var b = Child.start(task);
                var c = Child.start(task)) {
            task.run();
            assertEquals(0, a.join() + b.join() + c.join());
        }
        assertEquals(2, semaphore.availablePermits());
        assertTrue(most.get() <= 2, "inside: " + most.get());
    }

    @Test
    void aKilledWaiterTakesNoPermit() throws Exception {
        var semaphore = ProcessSemaphore.create(0);
        try (var waiter = Child.start(() -> {
            Child.say("waiting");
            semaphore.acquire();
        })) {
            assertEquals("waiting", waiter.line());
            waiter.kill();
            semaphore.release();
            assertTrue(semaphore.tryAcquire(Duration.ofSeconds(60)));
        }
    }

    @Test
    void permitsOfADeadProcessStayTakenUntilSomebodyGivesThemBack() throws Exception {
        var semaphore = ProcessSemaphore.create(1);
        try (var child = Child.start(() -> {
            semaphore.acquire();
            Child.say("has it");
            Child.hear();
        })) {
            assertEquals("has it", child.line());
            child.kill();
            assertFalse(semaphore.tryAcquire(java.time.Duration.ofMillis(20)));
            semaphore.release(); // Whoever sees the death may do that: a permit belongs to nobody.
            assertTrue(semaphore.tryAcquire());
        }
    }

    @Test
    void thoseWhoWaitAreToldWhenItsCreatorIsKilled() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            pass.send(ProcessSemaphore.create(0));
            Child.say("sent");
            Child.hear();
        })) {
            assertEquals("sent", creator.line());
            var semaphore = (ProcessSemaphore) pass.receive();
            var waiting = new FutureTask<>(() -> assertThrows(IllegalStateException.class, semaphore::acquire));
            new Thread(waiting, "waiting").start();
            assertFalse(semaphore.tryAcquire(Duration.ofMillis(50)));
            creator.kill();
            waiting.get(120, TimeUnit.SECONDS);
            BrokerSocketFiles.assertNoSocketOf(creator.pid());
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        var semaphore = ProcessSemaphore.create(0);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, semaphore::acquire);
        var waiting = new FutureTask<>(() -> assertThrows(InterruptedException.class, semaphore::acquire));
        var thread = new Thread(waiting, "waiting");
        thread.start();
        thread.interrupt();
        waiting.get(120, TimeUnit.SECONDS);
        semaphore.release();
        assertEquals(1, semaphore.availablePermits());
    }
}
