package org.forkbook.multiprocessing.locks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.manager.Manager;
import org.forkbook.multiprocessing.queue.BlockingQueueContractTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link java.util.concurrent.locks.Lock}, {@link Condition} and {@link java.util.concurrent.Semaphore} promise, of those
 * of this process and of another's.
 */
@Timeout(300)
@ParameterizedClass
@EnumSource(BlockingQueueContractTest.Owner.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"})
class LockContractTest {

    private static final Manager MANAGER = Manager.start();

    /** A lock, its condition, and a semaphore. */
    record Made(ProcessLock lock, Condition condition, ProcessSemaphore semaphore) implements Serializable {
        static Made here() {
            var lock = ProcessLock.create();
            return new Made(lock, lock.newCondition(), ProcessSemaphore.create(2));
        }
    }

    /** Makes them where it is. */
    public interface Maker {
        Object make();
    }

    private static final class Making implements Maker, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object make() {
            return Made.here();
        }
    }

    private static final Maker ELSEWHERE = MANAGER.register(Maker.class, new Making());

    @Parameter
    BlockingQueueContractTest.Owner owner = BlockingQueueContractTest.Owner.THIS_PROCESS;

    private Made made = Made.here();
    private ProcessLock lock = made.lock;
    private Condition condition = made.condition;
    private ProcessSemaphore semaphore = made.semaphore;

    @BeforeEach
    void make() {
        made = owner == BlockingQueueContractTest.Owner.THIS_PROCESS ? Made.here() : (Made) ELSEWHERE.make();
        lock = made.lock;
        condition = made.condition;
        semaphore = made.semaphore;
    }

    @AfterAll
    static void end() {
        MANAGER.close();
    }

    private static <R> FutureTask<R> start(Callable<R> waiting) {
        var task = new FutureTask<>(waiting);
        var thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** A thread that holds the lock until it is told to let go. */
    private final class Holder {
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final FutureTask<?> thread;

        Holder() throws InterruptedException {
            var holds = new CountDownLatch(1);
            thread = start(() -> {
                lock.lock();
                holds.countDown();
                letGo.await();
                lock.unlock();
                return null;
            });
            holds.await();
        }

        void letGo() throws Exception {
            letGo.countDown();
            thread.get();
        }
    }

    /** By then it probably waits; if it doesn't, the interrupt must have the same effect. */
    private static void interruptSoon(Thread thread) {
        LockSupport.parkNanos(20_000_000);
        thread.interrupt();
    }

    @Test
    void onlyTheHolderUnlocks() throws Exception {
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        var holder = new Holder();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertTrue(lock.isLocked());
        assertFalse(lock.isHeldByCurrentThread());
        holder.letGo();
        assertFalse(lock.isLocked());
    }

    @Test
    void itIsUnlockedAsOftenAsItWasLocked() throws Exception {
        lock.lock();
        lock.lockInterruptibly();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock(1, SECONDS));
        for (int holds = 4; holds > 0; holds--) {
            assertEquals(holds, lock.holdCount());
            assertFalse(start(lock::tryLock).get());
            lock.unlock();
        }
        assertTrue(start(lock::tryLock).get());
    }

    @Test
    void tryLockGivesUpInTime() throws Exception {
        var holder = new Holder();
        assertFalse(lock.tryLock());
        assertFalse(lock.tryLock(10, MILLISECONDS));
        assertFalse(lock.tryLock(0, NANOSECONDS));
        assertFalse(lock.tryLock(-1, SECONDS));
        var patient = start(() -> lock.tryLock(120, SECONDS));
        holder.letGo();
        assertTrue(patient.get());
    }

    @Test
    void waitingForTheLockIsInterruptedWhereThatIsPromised() throws Exception {
        var holder = new Holder();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, lock::lockInterruptibly);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.tryLock(120, SECONDS));
        assertFalse(Thread.interrupted());
        var self = Thread.currentThread();
        for (Callable<?> way : new Callable<?>[] {
            () -> {
                lock.lockInterruptibly();
                return null;
            },
            () -> lock.tryLock(120, SECONDS)
        }) {
            var interrupter = start(() -> {
                interruptSoon(self);
                return null;
            });
            assertThrows(InterruptedException.class, way::call);
            interrupter.get();
        }
        holder.letGo();
        lock.lock();
        lock.unlock();
    }

    @Test
    void lockIsNotInterruptedButRemembers() throws Exception {
        var holder = new Holder();
        var locked = new FutureTask<>(() -> {
            lock.lock();
            var remembered = Thread.interrupted();
            lock.unlock();
            return remembered;
        });
        var thread = new Thread(locked, "waiting");
        thread.start();
        interruptSoon(thread);
        assertThrows(TimeoutException.class, () -> locked.get(20, MILLISECONDS));
        holder.letGo();
        assertTrue(locked.get());
    }

    @Test
    void aConditionIsForTheHolderOnly() {
        assertThrows(IllegalMonitorStateException.class, condition::await);
        assertThrows(IllegalMonitorStateException.class, () -> condition.await(1, SECONDS));
        assertThrows(IllegalMonitorStateException.class, () -> condition.awaitNanos(1));
        assertThrows(IllegalMonitorStateException.class, () -> condition.awaitUntil(new Date()));
        assertThrows(IllegalMonitorStateException.class, condition::awaitUninterruptibly);
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
    }

    @Test
    void waitingForASignalEndsInTimeAndHoldsTheLockAgain() throws Exception {
        lock.lock();
        lock.lock();
        assertTrue(condition.awaitNanos(1_000_000) <= 0);
        assertFalse(condition.await(1, MILLISECONDS));
        assertFalse(condition.awaitUntil(new Date(0)));
        assertTrue(condition.awaitNanos(-5) <= 0);
        assertEquals(2, lock.holdCount());
        lock.unlock();
        lock.unlock();
    }

    @Test
    void anInterruptedWaitForASignalHoldsTheLockAgain() throws Exception {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, condition::await);
        assertTrue(lock.isHeldByCurrentThread());
        var self = Thread.currentThread();
        var interrupter = start(() -> {
            lock.lock(); // Only when the other waits for a signal.
            lock.unlock();
            interruptSoon(self);
            return null;
        });
        assertThrows(InterruptedException.class, condition::await);
        interrupter.get();
        assertEquals(1, lock.holdCount());
        lock.unlock();
    }

    @Test
    void anUninterruptibleWaitForASignalRemembers() throws Exception {
        var thread = new Thread[1];
        var ready = new CountDownLatch(1);
        var waiter = start(() -> {
            thread[0] = Thread.currentThread();
            lock.lock();
            ready.countDown();
            condition.awaitUninterruptibly();
            var remembered = Thread.interrupted();
            lock.unlock();
            return remembered;
        });
        ready.await();
        lock.lock(); // It waits now: it has let go of the lock.
        lock.unlock();
        thread[0].interrupt();
        assertThrows(TimeoutException.class, () -> waiter.get(20, MILLISECONDS));
        lock.lock();
        condition.signal();
        lock.unlock();
        assertTrue(waiter.get());
    }

    @Test
    void aSignalWakesOneAndAllWakeAll() throws Exception {
        var awake = new AtomicInteger();
        var ready = new CountDownLatch(3);
        var waiters = new ArrayList<FutureTask<?>>();
        for (int i = 0; i < 3; i++) {
            waiters.add(start(() -> {
                lock.lock();
                ready.countDown();
                condition.await();
                awake.incrementAndGet();
                lock.unlock();
                return null;
            }));
        }
        ready.await();
        lock.lock(); // All of them wait now: they have let go of the lock.
        condition.signal();
        lock.unlock();
        while (waiters.stream().noneMatch(FutureTask::isDone)) {
            LockSupport.parkNanos(1_000_000);
        }
        lock.lock();
        assertEquals(1, awake.get());
        condition.signalAll();
        lock.unlock();
        for (var waiter : waiters) {
            waiter.get();
        }
        assertEquals(3, awake.get());
    }

    @Test
    void aWaitForASignalLetsGoOfAllHoldsAndTakesThemAgain() throws Exception {
        var ready = new CountDownLatch(1);
        var waiter = start(() -> {
            lock.lock();
            lock.lock();
            lock.lock();
            ready.countDown();
            condition.await();
            var holds = lock.holdCount();
            lock.unlock();
            lock.unlock();
            lock.unlock();
            return holds;
        });
        ready.await();
        lock.lock();
        condition.signal();
        lock.unlock();
        assertEquals(3, waiter.get());
        assertFalse(lock.isLocked());
    }

    @Test
    void permitsAreTakenGivenBackAndAdded() throws Exception {
        assertTrue(semaphore.tryAcquire(2));
        assertFalse(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire(5, MILLISECONDS));
        assertFalse(semaphore.tryAcquire(-1, SECONDS));
        semaphore.release(3);
        assertEquals(3, semaphore.availablePermits());
        semaphore.acquire(3);
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(-1));
        assertThrows(IllegalArgumentException.class, () -> semaphore.tryAcquire(-1));
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(-1));
        var waiter = start(() -> {
            semaphore.acquire(2);
            return "has two";
        });
        semaphore.release();
        assertThrows(TimeoutException.class, () -> waiter.get(20, MILLISECONDS));
        semaphore.release();
        assertEquals("has two", waiter.get());
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void waitingForAPermitIsInterruptedWhereThatIsPromised() throws Exception {
        semaphore.acquire(2);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, semaphore::acquire);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> semaphore.tryAcquire(60, SECONDS));
        var stubborn = new FutureTask<>(() -> {
            semaphore.acquireUninterruptibly();
            return Thread.interrupted();
        });
        var thread = new Thread(stubborn, "waiting");
        thread.start();
        interruptSoon(thread);
        semaphore.release();
        assertTrue(stubborn.get());
        assertEquals(0, semaphore.availablePermits());
    }
}
