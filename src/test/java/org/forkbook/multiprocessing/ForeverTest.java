package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.multiprocessing.connection.Pipe;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The longest duration there is means for ever, and the most negative one at once, wherever a time can be given. */
@Timeout(300)
class ForeverTest {

    private static final List<Duration> LONGEST =
            List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(200_000), Duration.ofNanos(Long.MAX_VALUE));
    private static final Duration PAST = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void whatIsThereIsHadWithinTheLongestTime() throws Exception {
        for (var time : LONGEST) {
            var lock = ProcessLock.create();
            assertTrue(lock.tryLock(time));
            assertTrue(ProcessSemaphore.create(1).tryAcquire(time));
            var event = ProcessEvent.create();
            event.set();
            assertTrue(event.await(time));
            assertEquals(0, ProcessBarrier.create(1).await(time));
            var queue = ProcessQueue.<Integer>create(1);
            assertTrue(queue.offer(1, time));
            assertEquals(1, queue.poll(time));
            queue.taskDone();
            assertTrue(queue.join(time));
            try (var pipe = Pipe.<Integer>open()) {
                pipe.first().send(1);
                assertTrue(pipe.second().poll(time));
            }
        }
        assertEquals(0, ProcessBarrier.create(1).await(Long.MAX_VALUE, TimeUnit.DAYS));
        assertTrue(ProcessLock.create().tryLock(Long.MAX_VALUE, TimeUnit.DAYS));
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // A test that fails ends with its locks.
    void aSignalComesWithinTheLongestTime() throws Exception {
        var lock = ProcessLock.create();
        var signalled = lock.newCondition();
        for (var time : LONGEST) {
            lock.lock();
            var signaller = new Thread(() -> {
                lock.lock();
                signalled.signal();
                lock.unlock();
            });
            signaller.start();
            assertTrue(signalled.await(time));
            lock.unlock();
            signaller.join();
        }
    }

    @Test
    @SuppressWarnings({"JavaUtilDate", "WaitNotInLoop", "LockNotBeforeTry"
    }) // The interface's type; nothing to wait for.
    void aTimeThatIsLongOverIsNoTime() throws Exception {
        assertNull(ProcessQueue.create().poll(PAST));
        assertFalse(ProcessEvent.create().await(PAST));
        assertFalse(ProcessSemaphore.create(0).tryAcquire(PAST));
        assertThrows(TimeoutException.class, () -> ProcessBarrier.create(2).await(PAST));
        var lock = ProcessLock.create();
        lock.lock();
        assertFalse(lock.newCondition().await(PAST));
        assertFalse(lock.newCondition().awaitUntil(new Date(Long.MIN_VALUE)));
        lock.unlock();
        try (var pipe = Pipe.<Integer>open()) {
            assertFalse(pipe.first().poll(PAST));
        }
    }
}
