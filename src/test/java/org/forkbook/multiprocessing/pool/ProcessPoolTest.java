package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.monitor.TaskRecord;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool of processes does when all goes well; what happens when it does not is tested elsewhere. */
@Timeout(300)
class ProcessPoolTest {
    private static final ProcessPool POOL = new ProcessPool(2);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    record Point(int x, int y) implements Serializable {}

    @Test
    void squaresAList() {
        assertEquals(List.of(1, 4, 9, 16, 25), POOL.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
    }

    @Test
    void runsTasksInOtherProcesses() {
        long pid = POOL.apply(() -> WorkerProcess.current().pid());
        assertNotEquals(ProcessHandle.current().pid(), pid);
        assertTrue(POOL.workers().stream().anyMatch(worker -> worker.pid() == pid));
    }

    @Test
    void keepsTheOrderOfAHundredThousandResults() {
        var values = IntStream.range(0, 100_000).boxed().toList();
        assertEquals(values.stream().map(x -> x + 1).toList(), POOL.map(x -> x + 1, values));
    }

    @Test
    void mapsNothingToNothingAndNullToNull() {
        assertEquals(List.of(), POOL.map(x -> x, List.of()));
        assertEquals(Arrays.asList(null, 1), POOL.map(x -> x, Arrays.asList(null, 1)));
        assertNull(POOL.<Object>apply(() -> null));
    }

    @Test
    void givesAListThatMayBeSorted() {
        var list = POOL.map(x -> -x, List.of(1, 2));
        list.sort(Comparator.naturalOrder());
        assertEquals(List.of(-2, -1), list);
    }

    @Test
    void carriesObjectsBothWays() {
        assertEquals(List.of(new Point(2, 1)), POOL.map(p -> new Point(p.y(), p.x()), List.of(new Point(1, 2))));
    }

    @Test
    void mapsManyMapsAtTheSameTime() throws Exception {
        var threads = new ArrayList<Thread>();
        var failures = new AtomicInteger();
        for (int t = 0; t < 8; t++) {
            int mine = t;
            var thread = new Thread(() -> {
                for (int round = 0; round < 20; round++) {
                    if (!POOL.map(x -> x * mine, List.of(1, 2, 3)).equals(List.of(mine, 2 * mine, 3 * mine))) {
                        failures.incrementAndGet();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(0, failures.get());
    }

    @Test
    void throwsWhatTheTaskThrewWithTheWorkersTraceAsItsCause() {
        var e = assertThrows(ArithmeticException.class, () -> POOL.map(x -> 1 / x, List.of(1, 0)));
        var cause = assertInstanceOf(RemoteException.class, e.getCause());
        assertTrue(POOL.workers().stream().anyMatch(worker -> worker.pid() == cause.pid()));
        assertTrue(message(cause).contains("process " + cause.pid()), message(cause));
        assertTrue(message(cause).contains("map, task 2 of 2"), message(cause));
        assertTrue(cause.workerTrace().contains("java.lang.ArithmeticException: / by zero"));
        assertTrue(cause.getStackTrace()[0].getMethodName().contains("lambda"));
        assertEquals(getClass().getName(), e.getStackTrace()[0].getClassName(), "the frames are the caller's");
    }

    @Test
    void throwsCheckedExceptionsAsTheyAre() {
        assertThrows(
                IOException.class,
                () -> POOL.apply(() -> {
                    throw new IOException("checked");
                }));
        var e = assertThrows(
                ExecutionException.class,
                () -> POOL.submit(() -> {
                            throw new IOException("checked");
                        })
                        .get());
        assertInstanceOf(IOException.class, e.getCause());
    }

    @Test
    void keepsTheCausesOfWhatATaskThrows() {
        var e = assertThrows(
                IllegalStateException.class,
                () -> POOL.apply(() -> {
                    throw new IllegalStateException("outer", new IOException("inner"));
                }));
        var inner = assertInstanceOf(IOException.class, e.getCause());
        assertInstanceOf(RemoteException.class, inner.getCause());
    }

    static final class Untransportable extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused")
        final Thread thread = Thread.currentThread();

        Untransportable() {
            super("holds a thread");
        }
    }

    @Test
    void tellsOfAnExceptionThatCannotTravelByItsText() {
        var e = assertThrows(
                RemoteException.class,
                () -> POOL.apply(() -> {
                    throw new Untransportable();
                }));
        assertTrue(message(e).contains("holds a thread"), message(e));
        assertTrue(e.workerTrace().contains("Untransportable"), e.workerTrace());
        assertEquals(1, POOL.apply(() -> 1), "the worker lives");
    }

    @Test
    void saysWhyAResultCannotTravel() {
        var e = assertThrows(RuntimeException.class, () -> POOL.apply(() -> new Thread("a thread")));
        assertTrue(message(e).contains("Thread"), message(e));
        assertEquals(1, POOL.apply(() -> 1), "the worker lives");
    }

    @Test
    void printsUnderTheOneWhoSubmitted() {
        try (var pool = new ProcessPool(1)) {
            for (var name : List.of("one", "two")) {
                try (var frontend = RecordingFrontend.install()) {
                    pool.apply(() -> System.out.println("printed by " + name));
                    assertEquals("printed by " + name + "\n", frontend.out());
                }
            }
        }
    }

    @Test
    void completesFuturesOfAsyncForms() throws Exception {
        var future = POOL.mapAsync(x -> x * x, List.of(1, 2, 3));
        assertEquals(
                6 + 8,
                future.thenApply(list -> list.stream().mapToInt(x -> x).sum()).get());
        // What is attached may itself use the pool, whose every worker may be needed for it.
        var nested = POOL.applyAsync(() -> 1).thenApply(x -> POOL.apply(() -> x + 1));
        assertEquals(2, nested.get());
    }

    @Test
    void runsTasksOfCompletableFuturesInWorkers() throws Exception {
        long here = ProcessHandle.current().pid();
        Supplier<Long> pid =
                (Supplier<Long> & Serializable) () -> ProcessHandle.current().pid();
        assertNotEquals(here, CompletableFuture.supplyAsync(pid, POOL).get());
        var chained = CompletableFuture.completedFuture(2)
                .thenApplyAsync((RemoteFunction<Integer, Integer>) x -> x * 21, POOL);
        assertEquals(42, chained.get());
        var failing = CompletableFuture.runAsync(
                (RemoteRunnable) () -> {
                    throw new ArithmeticException("in a worker");
                },
                POOL);
        var e = assertThrows(ExecutionException.class, failing::get);
        assertInstanceOf(
                RemoteException.class, Objects.requireNonNull(e.getCause()).getCause());
    }

    @Test
    void runsAFutureTaskInAWorker() throws Exception {
        var task = new FutureTask<>(
                (RemoteCallable<Long>) () -> ProcessHandle.current().pid());
        POOL.execute(task);
        assertNotEquals(ProcessHandle.current().pid(), task.get());
    }

    @Test
    void servesAnExecutorCompletionService() throws Exception {
        var service = new ExecutorCompletionService<Integer>(POOL);
        for (int i = 0; i < 50; i++) {
            int mine = i;
            service.submit((RemoteCallable<Integer>) () -> mine);
        }
        var sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += service.take().get();
        }
        assertEquals(49 * 50 / 2, sum);
    }

    @Test
    void aTaskOfACompletionServiceThatCannotTravelFailsInsteadOfNeverEnding() throws Exception {
        var service = new ExecutorCompletionService<Integer>(POOL);
        var unsendable = Thread.currentThread();
        service.submit((RemoteCallable<Integer>) () -> unsendable.getName().length());
        var task = service.take();
        var failure = assertThrows(ExecutionException.class, task::get);
        assertInstanceOf(CannotTravelException.class, failure.getCause());
    }

    @Test
    void aPoolSaysWhatItIs() {
        var pool = new ProcessPool(1);
        assertTrue(pool.toString().matches("ProcessPool-\\d+ \\(1 worker, running\\)"), pool::toString);
        pool.terminate();
        assertTrue(pool.toString().matches("ProcessPool-\\d+ \\(1 worker, .*"), pool::toString);
    }

    @Test
    void invokesAllAndAny() throws Exception {
        var tasks = new ArrayList<RemoteCallable<Integer>>();
        for (int i = 0; i < 10; i++) {
            int mine = i;
            tasks.add(() -> mine * mine);
        }
        var results = new ArrayList<Integer>();
        for (var future : POOL.invokeAll(tasks)) {
            assertTrue(future.isDone());
            results.add(future.get());
        }
        assertEquals(List.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81), results);
        assertTrue(Set.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81).contains(POOL.invokeAny(tasks)));
    }

    @Test
    void imapReadsEndlessInputOnlyAsFarAsItNeeds() {
        var read = new AtomicInteger();
        Iterable<Integer> endless = () -> Stream.generate(read::incrementAndGet).iterator();
        try (var results = POOL.imap(x -> x * 2, endless)) {
            assertEquals(List.of(2, 4, 6), results.limit(3).toList());
        }
        assertTrue(read.get() <= 3 + 2 * 4, "read " + read.get());
        assertEquals(1, POOL.apply(() -> 1));
    }

    @Test
    void imapUnorderedGivesTheFirstThatIsDone() {
        try (var pool = new ProcessPool(2);
                var results = pool.imapUnordered(
                        x -> {
                            if (x == 0) {
                                new CountDownLatch(1).await();
                            }
                            return x;
                        },
                        List.of(0, 1))) {
            assertEquals(Optional.of(1), results.findFirst());
        }
    }

    @Test
    void imapGivesWhatCameBeforeAFailure() {
        Iterator<Integer> results = POOL.imap(x -> 10 / x, List.of(5, 2, 0, 1)).iterator();
        assertEquals(2, results.next());
        assertEquals(5, results.next());
        assertThrows(ArithmeticException.class, results::next);
        assertFalse(results.hasNext());
    }

    @Test
    void sendsSoManyValuesAtOnceAsItIsTold() {
        try (var pool = new ProcessPool(1)) {
            pool.map(x -> x, List.of(1, 2, 3, 4, 5, 6), 3);
            assertEquals(
                    List.of("map, tasks 1 to 3 of 6", "map, tasks 4 to 6 of 6"),
                    pool.timeline().stream().map(TaskRecord::task).toList());
            assertThrows(IllegalArgumentException.class, () -> pool.map(x -> x, List.of(1), 0));
        }
    }

    @Test
    void sendsTrivialCallsInLargeChunks() {
        try (var pool = new ProcessPool(2)) {
            pool.map(x -> x, IntStream.range(0, 50_000).boxed().toList());
            int messages = pool.timeline().size();
            assertTrue(messages < 1000, messages + " messages for 50,000 calls");
            assertEquals(
                    50_000, pool.timeline().stream().mapToInt(TaskRecord::tasks).sum());
        }
    }

    @Test
    void sendsSlowCallsOneByOne() {
        try (var pool = new ProcessPool(2)) {
            pool.map(
                    x -> {
                        LockSupport.parkNanos(10_000_000);
                        return x;
                    },
                    IntStream.range(0, 20).boxed().toList());
            assertEquals(20, pool.timeline().size());
        }
    }

    @Test
    void describesItsWorkers() {
        try (var pool = ProcessPool.builder().size(3).name("Crew").build()) {
            var workers = pool.workers();
            assertEquals(3, workers.size());
            assertEquals(3, new HashSet<>(workers.stream().map(WorkerInfo::pid).toList()).size());
            assertEquals("Crew-worker-1", workers.get(0).name());
            pool.map(x -> x, List.of(1, 2, 3));
            assertEquals(
                    3, pool.workers().stream().mapToLong(WorkerInfo::tasksDone).sum());
            assertTrue(pool.workers().stream().allMatch(worker -> worker.memory() > 0));
        }
    }

    @Test
    void leavesNoProcessWhenItIsClosed() {
        var pool = new ProcessPool(3);
        var pids = pool.workers().stream().map(WorkerInfo::pid).toList();
        pool.apply(() -> 1);
        pool.close();
        for (long pid : pids) {
            assertEquals(Optional.empty(), ProcessHandle.of(pid));
        }
        assertTrue(pool.isTerminated());
        pool.close();
    }

    @Test
    void finishesWhatWasSubmittedBeforeItCloses() throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        CompletableFuture<Integer> wrapped;
        try (var pool = new ProcessPool(2)) {
            for (int i = 0; i < 50; i++) {
                int mine = i;
                futures.add(pool.applyAsync(() -> mine));
            }
            wrapped = CompletableFuture.supplyAsync((Supplier<Integer> & Serializable) () -> 50, pool);
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i, futures.get(i).get(120, TimeUnit.SECONDS));
        }
        assertEquals(50, wrapped.get(120, TimeUnit.SECONDS));
    }

    @Test
    void replacesWorkersThatHaveDoneTheirShare() {
        try (var pool = ProcessPool.builder().size(1).maxTasksPerWorker(2).build()) {
            var pids = new ArrayList<Long>();
            for (int i = 0; i < 6; i++) {
                pids.add(pool.apply(() -> ProcessHandle.current().pid()));
            }
            assertEquals(3, pids.stream().distinct().count(), pids.toString());
        }
    }

    static int setUp;

    @Test
    void runsItsInitializerInEachWorkerOnce() {
        try (var pool =
                ProcessPool.builder().size(2).initializer(() -> setUp += 5).build()) {
            assertEquals(Set.of(5), new HashSet<>(pool.map(x -> setUp, List.of(1, 2, 3, 4, 5, 6))));
        }
    }

    @Test
    void carriesAnEightyMegabyteArrayBothWays() {
        var array = new double[10_000_000];
        array[9_999_999] = 42;
        double[] back = POOL.apply(() -> {
            array[0] = array[9_999_999];
            return array;
        });
        assertEquals(42, back[0]);
        assertEquals(0, array[0]);
    }

    @Test
    void anArrayThatIsChangedAfterItsTaskWasSubmittedArrivesAsItWas() throws Exception {
        var array = new int[1000];
        var go = ProcessEvent.create();
        try (var pool = new ProcessPool(1)) {
            var busy = pool.applyAsync(() -> go.await());
            var first = pool.applyAsync(() -> array[999]);
            array[999] = 1;
            go.set();
            busy.get();
            assertEquals(0, first.get());
            assertEquals(1, pool.apply(() -> array[999]));
        }
    }

    @Test
    void aBuilderThatIsUsedAgainLeavesThePoolsAloneThatItHasMade() {
        var builder = ProcessPool.builder().size(1).environment("FORKBOOK_TEST", "first");
        try (var first = builder.build();
                var second = builder.environment("FORKBOOK_TEST", "second").build()) {
            assertNotEquals(
                    first.workers().get(0).name(), second.workers().get(0).name());
            assertThrows(
                    WorkerDiedException.class,
                    () -> first.apply(() -> Runtime.getRuntime().halt(1)));
            assertEquals("first", first.apply(() -> System.getenv("FORKBOOK_TEST")), "in the worker's successor");
            assertEquals("second", second.apply(() -> System.getenv("FORKBOOK_TEST")));
        }
    }

    @Test
    void whatNoWorkerCanBeStartedWithIsRefusedAtOnce() {
        var builder = ProcessPool.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.environment("A=B", "value"));
        assertThrows(IllegalArgumentException.class, () -> builder.environment("", "value"));
        assertThrows(IllegalArgumentException.class, () -> builder.systemProperty("", "value"));
        assertThrows(NullPointerException.class, () -> builder.environment("A", absent()));
        assertThrows(NullPointerException.class, () -> builder.systemProperty("a", absent()));
    }

    @SuppressWarnings("NullAway") // What a notebook may pass.
    private static String absent() {
        return System.getProperty("no.such.property");
    }

    @Test
    void nestsPoolsInWorkers() {
        assertEquals(
                List.of(List.of(1, 4), List.of(9, 16)),
                POOL.map(
                        pair -> {
                            try (var inner = new ProcessPool(1)) {
                                return inner.map(x -> x * x, pair);
                            }
                        },
                        List.of(List.of(1, 2), List.of(3, 4))));
    }

    @Test
    void mapsPairsOfAMap() {
        assertEquals(
                List.of("ab"), POOL.starmap((a, b) -> a + b, Map.of("a", "b").entrySet()));
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    /** Ten values, then a failure. */
    private static Iterator<Integer> failing() {
        return IntStream.range(0, 11)
                .map(i -> {
                    if (i == 10) {
                        throw new IllegalStateException("no more");
                    }
                    return i;
                })
                .iterator();
    }

    @Test
    void resultsOfValuesThatCameBeforeAFailingOneComeFirst() {
        for (boolean ordered : new boolean[] {true, false}) {
            try (var pool = new ProcessPool(2)) {
                var results = new ArrayList<Integer>();
                var squares = ordered
                        ? pool.imap(x -> x * x, ProcessPoolTest::failing)
                        : pool.imapUnordered(x -> x * x, ProcessPoolTest::failing);
                var e = assertThrows(IllegalStateException.class, () -> squares.forEach(results::add));
                assertEquals("no more", e.getMessage());
                assertEquals(
                        List.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81),
                        results.stream().sorted().toList());
                assertEquals(1, pool.apply(() -> 1));
            }
        }
    }

    @Test
    void theJdksWrappersOfTasksAreTaken() throws Exception {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            assertEquals(
                    "done",
                    pool.submit(Executors.callable((RemoteRunnable) () -> {}, "done"))
                            .get());
            assertEquals("done", pool.apply(Executors.callable((RemoteRunnable) () -> {}, "done")));
            assertNull(
                    pool.submit(Executors.callable((RemoteRunnable) () -> {})).get());
            var both = pool.invokeAll(List.of(
                    Executors.callable((RemoteRunnable) () -> {}, "a"),
                    Executors.callable((RemoteRunnable) () -> {}, "b")));
            assertEquals("a", both.get(0).get());
            assertEquals("b", both.get(1).get());
            var task = new FutureTask<Long>(
                    (RemoteCallable<Long>) () -> ProcessHandle.current().pid());
            pool.submit(task).get();
            assertEquals(pid, task.get());
            var another = new FutureTask<Long>(
                    (RemoteCallable<Long>) () -> ProcessHandle.current().pid());
            pool.execute(another);
            assertEquals(pid, another.get());
            var fixed = new FutureTask<String>((RemoteRunnable) () -> {}, "fixed");
            pool.execute(fixed);
            assertEquals("fixed", fixed.get());
        }
    }
}
