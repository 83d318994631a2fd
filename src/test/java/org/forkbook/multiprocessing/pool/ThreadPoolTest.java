package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ThreadPoolTest {

    @Test
    void doesWhatAProcessPoolDoesInThisProcess() throws Exception {
        try (var pool = new ThreadPool(2)) {
            assertEquals(List.of(1, 4, 9), pool.map(x -> x * x, List.of(1, 2, 3)));
            assertEquals(List.of(3), pool.starmap((a, b) -> a + b, List.of(Map.entry(1, 2))));
            assertEquals(
                    ProcessHandle.current().pid(),
                    pool.apply(() -> ProcessHandle.current().pid()));
            assertEquals(List.of(2, 3), pool.imap(x -> x + 1, List.of(1, 2)).toList());
            assertEquals(5, pool.submit(() -> 5).get());
        }
    }

    @Test
    void copiesNothing() {
        var object = new Object();
        try (var pool = new ThreadPool(1)) {
            assertSame(object, pool.map(x -> x, List.of(object)).get(0));
            var e = new ArithmeticException("mine");
            assertSame(
                    e,
                    assertThrows(
                            ArithmeticException.class,
                            () -> pool.apply(() -> {
                                throw e;
                            })));
        }
    }

    @Test
    void interruptsATaskThatIsCancelledAndGoesOn() throws Exception {
        var running = new CountDownLatch(1);
        try (var pool = new ThreadPool(1)) {
            var future = pool.submit(() -> {
                running.countDown();
                new CountDownLatch(1).await();
            });
            running.await();
            assertTrue(future.cancel(true));
            assertThrows(CancellationException.class, future::get);
            assertEquals(1, pool.apply(() -> 1));
        }
    }
}
