package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stress of all: ten thousand tasks, by every way to submit, while their workers are killed at random. */
@Timeout(300)
class PoolStressTest {
    private static final int TASKS = 10_000;

    private static int work(int x) {
        if (x % 100 == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return 2 * x;
    }

    private static List<Integer> doubled(int from, int to) {
        return IntStream.range(from, to).mapToObj(x -> 2 * x).toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /**
     * Kills a worker that has done a task every tenth of a second: a new one may begin with a task whose worker was killed, and
     * a task is given up when three have died under it.
     */
    private static void killAtRandom(ProcessPool pool, CountDownLatch done) {
        var random = new Random(42);
        try {
            while (!done.await(100, TimeUnit.MILLISECONDS)) {
                var up = pool.workers().stream()
                        .filter(worker -> worker.tasksDone() > 0)
                        .toList();
                if (up.size() > 1) {
                    ProcessHandle.of(up.get(random.nextInt(up.size())).pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the library has in the folders where it puts things. */
    private static Set<String> files() throws Exception {
        var names = new TreeSet<String>();
        for (var folder : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (var files = Files.list(Path.of(folder))) {
                    var mine = Long.toString(ProcessHandle.current().pid());
                    files.map(Path::toString)
                            .filter(name -> name.contains("forkbook") && name.contains(mine))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }

    private static Set<String> filesSince(Set<String> before) throws Exception {
        var files = files();
        files.removeAll(before);
        return files;
    }

    /** Whether workers have been killed in the midst of a task, and replaced. */
    private static boolean hasLost(ProcessPool pool) {
        var timeline = pool.timeline();
        return timeline.stream().map(TaskRecord::pid).distinct().count() > 3
                && timeline.stream().anyMatch(entry -> entry.outcome() == TaskRecord.Outcome.LOST);
    }

    @Test
    void everyResultArrivesOnceAndNothingIsLeftBehind() throws Exception {
        var before = files();
        var pids = new HashSet<Long>();
        var done = new CountDownLatch(1);
        var pool = ProcessPool.builder()
                .name("stressed")
                .size(3)
                .onWorkerDeath(OnWorkerDeath.RETRY)
                .build();
        var killer = new Thread(() -> killAtRandom(pool, done), "killer");
        killer.start();
        try (pool) {
            // Half of them as maps, a part lazily, a part one by one; all at the same time.
            var maps = new ArrayList<CompletableFuture<List<Integer>>>();
            for (int from = 0; from < TASKS / 2; from += TASKS / 10) {
                maps.add(pool.mapAsync(PoolStressTest::work, range(from, from + TASKS / 10)));
            }
            var single = new ArrayList<Future<Integer>>();
            for (int x = TASKS / 2; x < TASKS / 2 + 500; x++) {
                int n = x;
                single.add(pool.submit(() -> work(n)));
            }
            var lazy = pool.imap(PoolStressTest::work, range(0, 2000)).toList();
            var unordered =
                    new ArrayList<>(pool.imapUnordered(PoolStressTest::work, range(0, TASKS - TASKS / 2 - 500 - 2000))
                            .toList());
            assertEquals(doubled(0, 2000), lazy);
            unordered.sort(null);
            assertEquals(doubled(0, TASKS - TASKS / 2 - 500 - 2000), unordered);
            var all = new ArrayList<Integer>();
            for (var map : maps) {
                all.addAll(map.get());
            }
            for (var future : single) {
                all.add(future.get());
            }
            assertEquals(doubled(0, TASKS / 2 + 500), all);
            while (!hasLost(pool)) { // On a busy machine, the killer may have come to nothing yet.
                assertEquals(doubled(0, 100), pool.map(PoolStressTest::work, range(0, 100)));
            }
        } finally {
            done.countDown();
            killer.join();
        }
        pool.timeline().forEach(entry -> pids.add(entry.pid()));
        assertTrue(pids.size() > 3, "workers have been killed and replaced: " + pids);
        assertTrue(pool.timeline().stream().anyMatch(entry -> entry.outcome() == TaskRecord.Outcome.LOST));
        assertEquals(List.of(), pool.workers());
        for (var pid : pids) {
            assertTrue(ProcessHandle.of(pid).isEmpty(), "worker " + pid + " is left");
        }
        // Where a spare that has just been asked for meets its parent goes when it has come up.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (var left = filesSince(before); !left.isEmpty(); left = filesSince(before)) {
            assertTrue(System.nanoTime() < deadline, left::toString);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
