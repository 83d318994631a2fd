package org.forkbook.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.chart.RenderedSvg;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WorkloadsTest {

    @Test
    void eachGivesTheSameResultsOnThreadsAndInProcesses() {
        try (var threads = new ThreadPool(2);
                var processes = new ProcessPool(2)) {
            for (var workload : Workloads.all()) {
                check(workload, threads, processes);
            }
        }
        assertTrue(Workloads.counted() != 0);
    }

    private static <T, R> void check(Workload<T, R> workload, ThreadPool threads, ProcessPool processes) {
        assertFalse(workload.shows().isBlank());
        var inputs = workload.inputs().subList(0, 2);
        List<R> there = processes.map(workload.function(), inputs);
        assertEquals(threads.<T, R>map(workload.function(), inputs), there, workload::name);
    }

    @Test
    void primesAreCountedRight() {
        assertEquals(25, Workloads.countPrimes(100));
    }

    @Test
    void aGlobalLockIsHeldByOneThreadAtATimeAndHandedOnAtCheckpoints() throws Exception {
        var lock = new GlobalLock(Duration.ZERO);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var otherHadIt = new CountDownLatch(1);
        try (var threads = new ThreadPool(2)) {
            var patient = threads.applyAsync(() -> lock.hold(() -> {
                while (otherHadIt.getCount() > 0) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    lock.checkpoint();
                }
                return 1;
            }));
            var other = threads.applyAsync(() -> lock.hold(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                otherHadIt.countDown();
                return 2;
            }));
            assertEquals(3, patient.get() + other.get());
            assertEquals(1, most.get());
        }
    }

    @Test
    void whoWaitsOutsideLetsOthersHaveTheLock() throws Exception {
        var lock = new GlobalLock();
        try (var threads = new ThreadPool(2)) {
            var reached = new CountDownLatch(1);
            var outside = threads.applyAsync(() -> lock.hold(() -> lock.without(() -> {
                reached.await();
                return 1;
            })));
            threads.apply(() -> lock.hold(() -> {
                reached.countDown();
                return 2;
            }));
            assertEquals(1, outside.get());
        }
    }

    private static int variable = 1;

    @Test
    void aWorkersChangeIsInItsOwnMemoryAThreadsInAll() {
        variable = 1;
        var apart = MemoryPicture.ofProcess("variable", () -> variable, () -> variable = 99);
        assertEquals("1", apart.here());
        assertEquals("99", apart.there());
        assertEquals(ProcessHandle.current().pid(), apart.pid());
        assertTrue(apart.pid() != apart.otherPid());
        var words = RenderedSvg.of(apart.toSvg()).assertLegible().words();
        assertTrue(words.contains("worker, PID " + apart.otherPid()), words::toString);
        assertTrue(words.contains("variable = 99"), words::toString);
        assertTrue(words.contains("still variable = 1"), words::toString);
        var shared = MemoryPicture.ofThread("variable", () -> variable, () -> variable = 99);
        assertEquals("99", shared.here());
        assertEquals(shared.pid(), shared.otherPid());
        RenderedSvg.of(shared.toSvg()).assertLegible();
    }
}
