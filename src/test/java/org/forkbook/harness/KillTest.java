package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.locks.ProcessLock;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.forkbook.multiprocessing.pool.BrokenPoolException;
import org.forkbook.multiprocessing.pool.OnWorkerDeath;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.shared.SharedLong;
import org.forkbook.multiprocessing.shared.SharedLongArray;
import org.forkbook.service.ProcessLiveness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of workers, spares and owners at any moment: every result arrives once or fails by name, and nothing is
 * left.
 */
@Timeout(1800)
class KillTest {

    private static final int PAYLOAD = 200_000;

    @TempDir
    Path folder = Path.of("");

    /** A task with its number, and what it must return. */
    private record Given(int number, Future<Integer> future) {}

    /** What tasks do while they may be killed: count, move large arrays, hold a lock, write shared memory. */
    private static Future<Integer> give(
            ProcessPool pool, int number, ProcessLock lock, SharedLong counter, SharedLongArray array) {
        return switch (number % 4) {
            case 0 -> pool.submit(() -> number);
            case 1 -> {
                int[] payload = new int[PAYLOAD];
                payload[PAYLOAD - 1] = number;
                yield pool.submit(() -> {
                    int[] back = payload.clone();
                    return back[PAYLOAD - 1];
                });
            }
            case 2 ->
                pool.submit(() -> {
                    lock.lock();
                    try {
                        counter.incrementAndGet();
                        LockSupport.parkNanos(1_000_000);
                    } finally {
                        lock.unlock();
                    }
                    return number;
                });
            default ->
                pool.submit(() -> {
                    for (int i = 0; i < 1000; i++) {
                        array.incrementAndGet(i);
                    }
                    return number;
                });
        };
    }

    @Test
    void everyResultArrivesOnceOrFailsByNameWhileWorkersAndSparesAreKilled() throws Exception {
        int kills = Garbage.isLong() ? 1000 : 30;
        var random = new Random(3);
        var before = Traces.files(ProcessHandle.current().pid());
        int descriptors = Traces.descriptors(ProcessHandle.current().pid());
        var killedWhile = new EnumMap<WorkerInfo.State, Integer>(WorkerInfo.State.class);
        int spares = 0;
        int results = 0;
        int failures = 0;
        long start = System.nanoTime();
        var lock = ProcessLock.create();
        var counter = SharedLong.create(0);
        int broken = 0;
        var pool = open();
        try (var array = SharedLongArray.create(1000)) {
            var open = new ArrayDeque<Given>();
            int number = 0;
            int killed = 0;
            while (killed < kills) {
                try {
                    while (open.size() < 40) {
                        open.add(new Given(number, give(pool, number, lock, counter, array)));
                        number++;
                    }
                } catch (BrokenPoolException e) {
                    // Three in a row were killed while they started, which a pool takes for a fault that lasts.
                    broken++;
                    pool.close();
                    pool = open();
                }
                LockSupport.parkNanos(random.nextInt(25) * 1_000_000L);
                var victims = ProcessHandle.current().children().toList();
                if (!victims.isEmpty()) {
                    var victim = victims.get(random.nextInt(victims.size()));
                    var worker = pool.workers().stream()
                            .filter(info -> info.pid() == victim.pid())
                            .findFirst();
                    if (worker.isPresent()) {
                        killedWhile.merge(worker.get().state(), 1, Integer::sum);
                    } else {
                        spares++;
                    }
                    victim.destroyForcibly();
                    killed++;
                }
                while (open.size() > 20
                        || (!open.isEmpty() && open.peek().future().isDone())) {
                    if (arrived(open.remove())) {
                        results++;
                    } else {
                        failures++;
                    }
                }
            }
            for (var given : open) {
                if (arrived(given)) {
                    results++;
                } else {
                    failures++;
                }
            }
            assertEquals(number, results + failures, "each task has come back once");
            assertTrue(lock.tryLock(60, TimeUnit.SECONDS), "a lock whose holders were killed is free");
            lock.unlock();
        } finally {
            pool.close();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        // Where a spare that has just been asked for meets its parent goes when it has come up.
        Traces.await(() -> left(before).isEmpty(), Duration.ofSeconds(60));
        Traces.figures(kills + " kills (" + killedWhile + ", spares and those that were just ending " + spares + ") in "
                + millis + " ms: " + results + " results, " + failures + " failed by name, none lost, none twice; "
                + broken + " pools broken by three kills of starting workers in a row; open"
                + " files " + descriptors + " before, "
                + Traces.descriptors(ProcessHandle.current().pid()) + " after");
    }

    /** Files of this process that were not there before; the socket of its own broker stays for as long as the process. */
    private static Set<String> left(Set<String> before) {
        try {
            var left = Traces.files(ProcessHandle.current().pid());
            left.removeAll(before);
            left.removeIf(name -> name.contains("forkbook-broker-"));
            return left;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessPool open() {
        return ProcessPool.builder()
                .name("killed")
                .size(3)
                .onWorkerDeath(OnWorkerDeath.RETRY)
                .build();
    }

    private static boolean arrived(Given given) throws Exception {
        try {
            assertEquals(given.number(), given.future().get(120, TimeUnit.SECONDS));
            return true;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof WorkerDiedException || e.getCause() instanceof BrokenPoolException)) {
                throw e;
            }
            assertTrue(String.valueOf(e.getCause().getMessage()).contains("SIGKILL"), e.getCause()::getMessage);
            return false;
        }
    }

    @Test
    void nothingIsLeftOfAnOwnerThatIsKilledAtAnyMoment() throws Exception {
        int owners = Garbage.isLong() ? 60 : 3;
        var random = new Random(4);
        int workers = 0;
        int forgotten = 0;
        var longest = Duration.ZERO;
        for (int i = 0; i < owners; i++) {
            var owner = start("share");
            Traces.await(() -> owner.children().findAny().isPresent() || !owner.isAlive(), Duration.ofSeconds(60));
            LockSupport.parkNanos(random.nextInt(1500) * 1_000_000L);
            var family = owner.descendants().toList();
            workers += family.size();
            owner.destroyForcibly().waitFor();
            var born = new ArrayList<>(family);
            var gone = Traces.await(() -> born.stream().noneMatch(ProcessLiveness::isRunning), Duration.ofSeconds(60));
            longest = gone.compareTo(longest) > 0 ? gone : longest;
            if (!isEmptyWithin(Duration.ofSeconds(2))) {
                // It was killed after it had made the folder where its first worker was to meet it, and before any
                // worker
                // knew of that folder: the next program takes it away.
                forgotten++;
                var next = start("pools");
                assertEquals(0, next.waitFor());
                assertTrue(isEmptyWithin(Duration.ofSeconds(60)), () -> "left behind: " + left());
            }
        }
        Traces.figures(
                owners + " owners killed with " + workers + " workers and spares: the last orphan was gone after "
                        + longest.toMillis() + " ms at most, no file is left; " + forgotten
                        + " left a folder that the next program took away");
    }

    private boolean isEmptyWithin(Duration most) {
        try {
            Traces.await(() -> left().isEmpty(), most);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private List<String> left() {
        try (var files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(name -> !name.contains("hsperfdata"))
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Process start(String what) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.io.tmpdir=" + folder,
                        "-Dforkbook.memory.folder=" + folder,
                        BusyOwner.class.getName(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aStoppedWorkerHoldsUpNobodyAndEndsWithItsTimeLimit() throws Exception {
        try (var pool =
                ProcessPool.builder().size(2).taskTimeout(Duration.ofSeconds(3)).build()) {
            var pid = pool.submit(() -> ProcessHandle.current().pid()).get();
            signal("STOP", pid);
            long start = System.nanoTime();
            int late = 0;
            var futures = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 20; i++) {
                int n = i;
                futures.add(pool.submit(() -> n));
            }
            for (int i = 0; i < 20; i++) {
                try {
                    assertEquals(i, futures.get(i).get(120, TimeUnit.SECONDS));
                } catch (ExecutionException e) {
                    late++; // The one that the stopped worker was given.
                }
            }
            assertTrue(late <= 1, "tasks lost: " + late);
            Traces.figures("a stopped worker: " + late + " of 20 tasks ran into its limit of 3 s, all were done after "
                    + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
    }

    private static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
}
