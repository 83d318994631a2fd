package org.forkbook.multiprocessing.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.BrokerSocketFiles;
import org.forkbook.multiprocessing.Child;
import org.forkbook.multiprocessing.Pass;
import org.forkbook.multiprocessing.shared.SharedInt;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // What is tested here is what happens when it isn't done so.
class ProcessLockTest {

    @Test
    void itIsReentrantAndOnlyItsHolderUnlocksIt() throws Exception {
        var lock = ProcessLock.create();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        lock.lock();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock(Duration.ZERO));
        lock.lockInterruptibly();
        assertEquals(4, lock.holdCount());
        var other = new FutureTask<>(() -> {
            assertThrows(IllegalMonitorStateException.class, lock::unlock);
            assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
            return lock.tryLock();
        });
        new Thread(other, "other").start();
        assertFalse(other.get());
        for (var i = 0; i < 4; i++) {
            assertTrue(lock.isLocked());
            lock.unlock();
        }
        assertFalse(lock.isLocked());
        assertThrows(IllegalMonitorStateException.class, lock::abandonedBy);
    }

    @Test
    void countingUnderItLosesNothingInFourProcesses() throws Exception {
        var lock = ProcessLock.create();
        var sum = SharedLong.create(0);
        Child.Task count = () -> {
            for (var i = 0; i < 20_000; i++) {
                try (var held = lock.hold()) {
                    sum.set(sum.get() + 1);
                }
            }
        };
        try (var a = Child.start(count);
                var b = Child.start(count);
                var c = Child.start(count)) {
            count.run();
            assertEquals(0, a.join() + b.join() + c.join());
        }
        assertEquals(80_000, sum.get());
    }

    @Test
    void threadsOfOneProcessAreKeptApartToo() throws Exception {
        var lock = ProcessLock.create();
        var sum = SharedLong.create(0);
        try (var child = Child.start(() -> {
            var threads = new Thread[4];
            for (var t = 0; t < threads.length; t++) {
                threads[t] = new Thread(() -> {
                    for (var i = 0; i < 2_000; i++) {
                        try (var held = lock.hold()) {
                            sum.set(sum.get() + 1);
                        }
                    }
                });
                threads[t].start();
            }
            for (var thread : threads) {
                thread.join();
            }
        })) {
            assertEquals(0, child.join());
        }
        assertEquals(8_000, sum.get());
    }

    @Test
    void aKilledHolderReleasesItAndTheNextHolderIsToldOnce() throws Exception {
        var lock = ProcessLock.create();
        try (var holder = Child.start(() -> {
            lock.lock();
            Child.say("held");
            Child.hear();
        })) {
            assertEquals("held", holder.line());
            assertFalse(lock.tryLock(Duration.ofMillis(50)));
            var waiting = new FutureTask<>(() -> {
                lock.lock();
                try {
                    return lock.abandonedBy();
                } finally {
                    lock.unlock();
                }
            });
            new Thread(waiting, "waiting").start();
            holder.kill();
            assertEquals(OptionalLong.of(holder.pid()), waiting.get(120, TimeUnit.SECONDS));
            lock.lock();
            assertFalse(lock.previousHolderDied());
            lock.unlock();
        }
    }

    @Test
    void aHolderThatEndsWithoutUnlockingIsReportedAsWell() throws Exception {
        var lock = ProcessLock.create();
        try (var holder = Child.start(lock::lock)) {
            assertEquals(0, holder.join());
            assertTrue(lock.tryLock(Duration.ofSeconds(60)));
            assertEquals(OptionalLong.of(holder.pid()), lock.abandonedBy());
            lock.unlock();
        }
    }

    @Test
    void aKilledWaiterIsForgotten() throws Exception {
        var lock = ProcessLock.create();
        lock.lock();
        try (var waiter = Child.start(() -> {
                    Child.say("waiting");
                    lock.lock();
                });
                var next = Child.start(() -> {
                    Child.hear();
                    lock.lock();
                    Child.say("held " + lock.previousHolderDied());
                    lock.unlock();
                })) {
            assertEquals("waiting", waiter.line());
            waiter.kill();
            next.tell();
            lock.unlock();
            assertEquals("held false", next.line());
        }
        assertTrue(lock.tryLock(Duration.ofSeconds(60)));
        lock.unlock();
    }

    @Test
    void everybodyIsToldWhenItsCreatorIsKilled() throws Exception {
        var pass = Pass.open();
        try (var creator = Child.start(() -> {
            var lock = ProcessLock.create();
            lock.lock();
            pass.send(lock);
            Child.say("held");
            Child.hear();
        })) {
            assertEquals("held", creator.line());
            var lock = (ProcessLock) pass.receive();
            assertFalse(lock.tryLock());
            var waiting = new FutureTask<>(() -> assertThrows(IllegalStateException.class, lock::lock));
            var second = new FutureTask<>(() -> assertThrows(IllegalStateException.class, lock::lockInterruptibly));
            new Thread(waiting, "waiting").start();
            new Thread(second, "second").start();
            assertFalse(lock.tryLock(Duration.ofMillis(50)));
            creator.kill();
            var message = String.valueOf(waiting.get(120, TimeUnit.SECONDS).getMessage());
            assertTrue(message.contains("Process " + creator.pid()), message);
            second.get(120, TimeUnit.SECONDS);
            BrokerSocketFiles.assertNoSocketOf(creator.pid());
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNothingElse() throws Exception {
        var lock = ProcessLock.create();
        try (var holder = Child.start(() -> {
            lock.lock();
            Child.say("held");
            Child.hear();
            lock.unlock();
            Child.hear();
            Child.say(lock.tryLock(Duration.ofSeconds(60)));
        })) {
            assertEquals("held", holder.line());
            var started = new CountDownLatch(1);
            var waiting = new FutureTask<>(() -> {
                started.countDown();
                return assertThrows(InterruptedException.class, lock::lockInterruptibly);
            });
            var thread = new Thread(waiting, "waiting");
            thread.start();
            started.await();
            thread.interrupt();
            waiting.get(120, TimeUnit.SECONDS);
            holder.tell();
            assertTrue(lock.tryLock(Duration.ofSeconds(60)));
            lock.unlock();
            holder.tell();
            assertEquals("true", holder.line());
        }
    }

    @Test
    void aConditionIsSignalledAcrossProcesses() throws Exception {
        var lock = ProcessLock.create();
        var filled = lock.newCondition();
        var value = SharedInt.create(0);
        Child.Task take = () -> {
            lock.lock();
            try {
                Child.say("waiting");
                while (value.get() == 0) {
                    filled.await();
                }
                Child.say("got " + value.getAndDecrement());
            } finally {
                lock.unlock();
            }
        };
        try (var a = Child.start(take);
                var killed = Child.start(take);
                var b = Child.start(take)) {
            assertEquals("waiting", a.line());
            assertEquals("waiting", killed.line());
            assertEquals("waiting", b.line());
            killed.kill();
            lock.lock();
            value.set(2);
            filled.signalAll();
            lock.unlock();
            var lines = a.line() + ", " + b.line();
            assertTrue(lines.equals("got 2, got 1") || lines.equals("got 1, got 2"), lines);
            assertEquals(0, a.join() + b.join());
        }
        assertThrows(IllegalMonitorStateException.class, filled::signal);
        lock.lock();
        assertTrue(filled.awaitNanos(1_000_000) <= 0);
        assertTrue(lock.isHeldByCurrentThread());
        lock.unlock();
    }

    @Test
    void aSignalIsNotLostWithAKilledWaiter() throws Exception {
        var lock = ProcessLock.create();
        var ready = lock.newCondition();
        Child.Task waitFor = () -> {
            lock.lock();
            Child.say("waiting");
            ready.await();
            lock.unlock();
            Child.say("signalled");
        };
        try (var first = Child.start(waitFor)) {
            assertEquals("waiting", first.line());
            lock.lock(); // It waits now: it has let go of the lock.
            lock.unlock();
            try (var second = Child.start(waitFor)) {
                assertEquals("waiting", second.line());
                first.kill();
                lock.lock();
                ready.signal();
                lock.unlock();
                assertEquals("signalled", second.line());
            }
        }
    }

    @Test
    void aLockThatIsGivenToOneWhoNoLongerWaitsForItGoesToTheNext() throws Exception {
        var where = Pass.open();
        try (var owner = Child.start(() -> {
            where.send(ProcessLock.create());
            Child.say("made");
            Child.hear();
        })) {
            assertEquals("made", owner.line());
            var lock = (ProcessLock) where.receive();
            lock.lock();
            try (var child = Child.start(() -> {
                var its = (ProcessLock) where.receive();
                Child.say(its.tryLock()); // Which gets it in touch with the owner.
                Child.hear();
                Child.say(its.tryLock(1, TimeUnit.MILLISECONDS));
                Child.hear();
            })) {
                assertEquals("false", child.line());
                signal("STOP", owner.pid());
                try {
                    child.tell();
                    assertEquals("false", child.line(), "it gave up, and the owner hasn't heard of it yet");
                    lock.unlock();
                } finally {
                    signal("CONT", owner.pid());
                }
                // The owner hears first that the child wants the lock, which is free, and then that it doesn't.
                assertTrue(lock.tryLock(120, TimeUnit.SECONDS));
                lock.unlock();
            }
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor());
    }
}
