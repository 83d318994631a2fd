package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.forkbook.multiprocessing.RemoteCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool that nobody can reach any more ends, with a real garbage collector; every other one stays. */
@Timeout(300)
class OpenPoolsTest {

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("SystemGc")
    private static void collectUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            System.gc();
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static List<ProcessHandle> workersOf(Pool pool) {
        pool.map(x -> x, List.of(1, 2));
        return pool.workers().stream()
                .map(worker -> ProcessHandle.of(worker.pid()).orElseThrow())
                .toList();
    }

    private static boolean haveEnded(List<ProcessHandle> processes) {
        return processes.stream().noneMatch(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> forgetOne() {
        return workersOf(new ProcessPool(2));
    }

    @Test
    void aForgottenPoolsWorkersEnd() {
        var workers = forgetOne();
        assertEquals(2, workers.size());
        collectUntil(() -> haveEnded(workers));
    }

    private static List<CompletableFuture<Long>> resultsOfAForgottenPool() {
        var pool = new ProcessPool(1);
        return List.of(pool.applyAsync(() -> ProcessHandle.current().pid()));
    }

    @Test
    void aResultThatIsKeptDoesNotKeepItsPool() throws Exception {
        var results = resultsOfAForgottenPool();
        var worker = ProcessHandle.of(results.get(0).get());
        collectUntil(() -> worker.isEmpty() || !worker.get().isAlive());
        assertTrue(results.get(0).isDone());
    }

    private List<Future<Integer>> tasksOfAForgottenPool() {
        var go = folder.resolve("go").toString();
        RemoteCallable<Integer> task = () -> {
            while (!Files.exists(Path.of(go))) {
                LockSupport.parkNanos(1_000_000);
            }
            return 7;
        };
        var results = new ArrayList<Future<Integer>>();
        results.add(new ProcessPool(1).submit(task));
        results.add(new ProcessPool(1).applyAsync(task));
        return results;
    }

    @Test
    void aPoolWithTasksUnderWayFinishesThem() throws Exception {
        var results = tasksOfAForgottenPool();
        for (int i = 0; i < 20; i++) {
            collectUntil(() -> true);
        }
        Files.createFile(folder.resolve("go"));
        for (var result : results) {
            assertEquals(7, result.get(120, TimeUnit.SECONDS));
        }
    }

    private static void forgetThreads(List<Thread> threads) {
        new ThreadPool(2).map(x -> threads.add(Thread.currentThread()), List.of(1));
    }

    @Test
    void aForgottenPoolsThreadsEnd() {
        var threads = new ArrayList<Thread>();
        forgetThreads(threads);
        var its = List.copyOf(threads);
        collectUntil(() -> its.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void whoHasBorrowedAPoolIsToldThatItHasEnded() {
        var borrowed = new AbstractPool[1];
        List<ProcessHandle> workers;
        try (var pool = new ProcessPool(1)) {
            borrowed[0] = (AbstractPool) OpenPools.borrowed(pool);
            workers = workersOf(borrowed[0]);
        }
        assertTrue(haveEnded(workers));
        assertThrows(RejectedExecutionException.class, () -> borrowed[0].apply(() -> 1));
    }
}
