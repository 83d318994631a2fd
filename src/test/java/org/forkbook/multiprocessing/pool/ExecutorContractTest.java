package org.forkbook.multiprocessing.pool;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteFunction;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.locks.ProcessEvent;
import org.forkbook.multiprocessing.locks.ProcessSemaphore;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link java.util.concurrent.ExecutorService} and its kin promise, of all kinds of pools. */
@Timeout(300)
@ParameterizedClass
@EnumSource(ExecutorContractTest.Kind.class)
class ExecutorContractTest {

    enum Kind {
        THREADS,
        PROCESSES,
        CLUSTER
    }

    @Parameter
    Kind kind = Kind.THREADS;

    private Pool pool(int size) {
        return switch (kind) {
            case THREADS -> new ThreadPool(size);
            case PROCESSES -> new ProcessPool(size);
            case CLUSTER -> ClusterPool.connect("local-nodes[" + size + ",1]");
        };
    }

    private static <R> Callable<R> task(RemoteCallable<R> task) {
        return task;
    }

    private static Runnable action(RemoteRunnable action) {
        return action;
    }

    private static <R> Supplier<R> supplier(RemoteCallable<R> task) {
        return (Supplier<R> & Serializable) () -> {
            try {
                return task.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
    }

    /** A task that says that it runs and then lasts until it is ended, or told to go on. */
    private static Callable<String> lasting(ProcessSemaphore started, ProcessEvent goOn) {
        return task(() -> {
            started.release();
            goOn.await();
            return "went on";
        });
    }

    private static <T> Collection<T> withNull(T other) {
        return Arrays.asList(null, other); // Behind a task that is done, invokeAny would not come to it.
    }

    @Test
    @SuppressWarnings({"NullAway", "FutureReturnValueIgnored"}) // That null is refused is the test.
    void nullIsRefused() throws InterruptedException {
        try (var pool = pool(1)) {
            assertThrows(NullPointerException.class, () -> pool.execute(null));
            assertThrows(NullPointerException.class, () -> pool.submit((Callable<?>) null));
            assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null));
            assertThrows(NullPointerException.class, () -> pool.submit((Runnable) null, 1));
            assertThrows(NullPointerException.class, () -> pool.invokeAll(null));
            assertThrows(NullPointerException.class, () -> pool.invokeAny(null));
            assertThrows(NullPointerException.class, () -> pool.invokeAll(withNull(task(() -> 1))));
            assertThrows(NullPointerException.class, () -> pool.invokeAny(withNull(task(() -> 1))));
            assertThrows(NullPointerException.class, () -> pool.invokeAll(List.of(task(() -> 1)), 1, null));
            assertThrows(
                    NullPointerException.class, () -> pool.map((RemoteFunction<Integer, Integer>) null, List.of(1)));
            assertThrows(NullPointerException.class, () -> pool.map((Integer x) -> x, null));
            assertThrows(IllegalArgumentException.class, () -> pool.invokeAny(List.<Callable<Integer>>of()));
            assertEquals(List.of(), pool.<Integer>invokeAll(List.of()));
            assertEquals(1, pool.apply(() -> 1), "and the pool goes on");
        }
    }

    @Test
    void aFutureGivesTheResult() throws Exception {
        try (var pool = pool(1)) {
            assertEquals("x", pool.submit(task(() -> "x")).get());
            assertNull(pool.submit(task(() -> null)).get());
            assertNull(pool.submit(action(() -> {})).get());
            var fixed = pool.submit(action(() -> {}), "fixed");
            assertEquals("fixed", fixed.get(120, SECONDS));
            assertTrue(fixed.isDone());
            assertFalse(fixed.isCancelled());
            assertFalse(fixed.cancel(true), "too late");
            assertEquals("fixed", fixed.get());
        }
    }

    @Test
    void aFutureThrowsWhatTheTaskThrew() {
        try (var pool = pool(1)) {
            var future = pool.submit(task(() -> {
                throw new IOException("as asked");
            }));
            var e = assertThrows(ExecutionException.class, future::get);
            assertEquals(
                    "as asked",
                    assertInstanceOf(IOException.class, e.getCause()).getMessage());
            assertTrue(future.isDone());
            assertFalse(future.isCancelled());
        }
    }

    @Test
    void waitingForAFutureEndsInTimeAndByInterruptAndTheTaskGoesOn() throws Exception {
        var started = ProcessSemaphore.create(0);
        var goOn = ProcessEvent.create();
        try (var pool = pool(1)) {
            var future = pool.submit(lasting(started, goOn));
            assertThrows(TimeoutException.class, () -> future.get(20, MILLISECONDS));
            started.acquire();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, future::get);
            assertFalse(Thread.interrupted());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> future.get(120, SECONDS));
            assertFalse(future.isDone());
            goOn.set();
            assertEquals("went on", future.get());
        }
    }

    @Test
    void cancellingIsToldToAll() throws Exception {
        var started = ProcessSemaphore.create(0);
        var never = ProcessEvent.create();
        try (var pool = pool(1)) {
            var running = pool.submit(lasting(started, never));
            var waiting = pool.submit(lasting(started, never));
            started.acquire();
            assertTrue(waiting.cancel(false));
            assertTrue(running.cancel(true));
            for (var future : List.of(running, waiting)) {
                assertTrue(future.isDone());
                assertTrue(future.isCancelled());
                assertFalse(future.cancel(true), "once is enough");
                assertThrows(CancellationException.class, future::get);
                assertThrows(CancellationException.class, () -> future.get(1, SECONDS));
            }
            assertEquals(2, pool.apply(() -> 2));
            assertEquals(0, started.availablePermits(), "the second one never ran");
        }
    }

    @Test
    void cancellingWithoutInterruptLetsTheTaskFinish() throws Exception {
        var started = ProcessSemaphore.create(0);
        var goOn = ProcessEvent.create();
        var finished = ProcessEvent.create();
        try (var pool = pool(1)) {
            var future = pool.submit(action(() -> {
                started.release();
                goOn.await();
                finished.set();
            }));
            started.acquire();
            assertTrue(future.cancel(false));
            assertTrue(future.isCancelled());
            goOn.set();
            finished.await();
        }
    }

    @Test
    void invokeAllGivesAllInOrderFailuresIncluded() throws Exception {
        try (var pool = pool(2)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int n = i;
                tasks.add(task(() -> {
                    if (n == 3) {
                        throw new IOException("three");
                    }
                    return n * n;
                }));
            }
            var futures = pool.invokeAll(tasks);
            for (int i = 0; i < 10; i++) {
                var future = futures.get(i);
                assertTrue(future.isDone());
                if (i == 3) {
                    assertInstanceOf(
                            IOException.class,
                            assertThrows(ExecutionException.class, future::get).getCause());
                } else {
                    assertEquals(i * i, future.get());
                }
            }
        }
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        var never = ProcessEvent.create();
        try (var pool = pool(2)) {
            pool.map(x -> x, List.of(1, 2)); // The workers are up.
            var futures = pool.invokeAll(
                    List.of(task(() -> "quick"), lasting(ProcessSemaphore.create(0), never), task(() -> "quick")),
                    2,
                    SECONDS);
            assertEquals("quick", futures.get(0).get());
            assertTrue(futures.get(1).isCancelled());
            assertTrue(futures.stream().allMatch(Future::isDone));
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void anInterruptedInvokeAllCancelsItsTasks() throws Exception {
        var started = ProcessSemaphore.create(0);
        var never = ProcessEvent.create();
        try (var pool = pool(1)) {
            var caller = Thread.currentThread();
            var interrupter = new Thread(() -> {
                started.acquireUninterruptibly();
                caller.interrupt();
            });
            interrupter.start();
            assertThrows(
                    InterruptedException.class,
                    () -> pool.invokeAll(List.of(lasting(started, never), lasting(started, never))));
            interrupter.join();
            assertEquals(1, pool.apply(() -> 1), "the worker is free");
        }
    }

    @Test
    void invokeAnyGivesOneResultAndCancelsTheRest() throws Exception {
        var never = ProcessEvent.create();
        try (var pool = pool(2)) {
            Callable<String> fails = task(() -> {
                throw new IOException("no");
            });
            assertEquals(
                    "yes",
                    pool.invokeAny(List.of(fails, lasting(ProcessSemaphore.create(0), never), task(() -> "yes"))));
            assertEquals(List.of(1, 2), pool.map(x -> x, List.of(1, 2)), "both workers are free");
            var e = assertThrows(ExecutionException.class, () -> pool.invokeAny(List.of(fails, fails)));
            assertInstanceOf(IOException.class, e.getCause());
            assertThrows(
                    TimeoutException.class,
                    () -> pool.invokeAny(List.of(lasting(ProcessSemaphore.create(0), never)), 50, MILLISECONDS));
        }
    }

    @Test
    void afterShutdownNothingIsAcceptedAndWhatWasSubmittedIsDone() throws Exception {
        var started = ProcessSemaphore.create(0);
        var goOn = ProcessEvent.create();
        var pool = pool(1);
        var running = pool.submit(lasting(started, goOn));
        var waiting = pool.submit(task(() -> "late"));
        started.acquire();
        assertFalse(pool.isShutdown());
        pool.shutdown();
        pool.shutdown();
        assertTrue(pool.isShutdown());
        assertFalse(pool.isTerminated());
        assertFalse(pool.awaitTermination(20, MILLISECONDS));
        assertThrows(RejectedExecutionException.class, () -> pool.execute(action(() -> {})));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(task(() -> 1)));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(action(() -> {})));
        assertThrows(RejectedExecutionException.class, () -> pool.invokeAll(List.of(task(() -> 1))));
        assertThrows(RejectedExecutionException.class, () -> pool.invokeAny(List.of(task(() -> 1))));
        assertThrows(RejectedExecutionException.class, () -> pool.apply(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.map(x -> x, List.of(1)));
        assertThrows(RejectedExecutionException.class, () -> pool.mapAsync(x -> x, List.of(1)));
        assertThrows(RejectedExecutionException.class, () -> CompletableFuture.supplyAsync(supplier(() -> 1), pool));
        goOn.set();
        assertEquals("went on", running.get());
        assertEquals("late", waiting.get());
        assertTrue(pool.awaitTermination(60, SECONDS));
        assertTrue(pool.isTerminated());
        pool.close();
    }

    @Test
    void waitingForTheEndIsInterruptible() throws Exception {
        var goOn = ProcessEvent.create();
        var started = ProcessSemaphore.create(0);
        try (var pool = pool(1)) {
            var running = pool.submit(lasting(started, goOn));
            started.acquire();
            pool.shutdown();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> pool.awaitTermination(60, SECONDS));
            goOn.set();
            assertEquals("went on", running.get());
        }
    }

    @Test
    void endingAtOnceGivesBackWhatWasNotBegun() throws Exception {
        var started = ProcessSemaphore.create(0);
        var never = ProcessEvent.create();
        var pool = pool(1);
        var running = pool.submit(lasting(started, never));
        started.acquire();
        var waiting = pool.submit(lasting(started, never));
        assertEquals(List.of(waiting), pool.shutdownNow());
        assertTrue(pool.awaitTermination(60, SECONDS));
        assertTrue(pool.isTerminated());
        assertThrows(Exception.class, running::get);
        assertTrue(running.isDone());
        assertEquals(List.of(), pool.shutdownNow());
    }

    @Test
    void tasksOfOneWorkerRunInTheOrderOfTheirSubmission() throws Exception {
        var log = ProcessQueue.<Integer>create();
        try (var pool = pool(1)) {
            for (int i = 0; i < 50; i++) {
                int n = i;
                pool.execute(action(() -> log.add(n)));
            }
        }
        assertEquals(IntStream.range(0, 50).boxed().toList(), new ArrayList<>(log));
    }

    @Test
    void aCompletionServiceGivesResultsAsTheyCome() throws Exception {
        var goOn = ProcessEvent.create();
        try (var pool = pool(2)) {
            var service = new ExecutorCompletionService<String>(pool);
            assertNull(service.poll());
            var slow = service.submit(lasting(ProcessSemaphore.create(0), goOn));
            var quick = service.submit(task(() -> "quick"));
            assertEquals(quick, service.take());
            assertEquals("quick", quick.get());
            assertNull(service.poll(1, MILLISECONDS));
            goOn.set();
            assertEquals(slow, service.take());
            assertEquals("went on", slow.get());
            var failing = service.submit(task(() -> {
                throw new IOException("no");
            }));
            assertEquals(failing, service.take());
            assertThrows(ExecutionException.class, failing::get);
        }
    }

    @Test
    void aFutureTaskRunsInAWorker() throws Exception {
        try (var pool = pool(1)) {
            var future = new FutureTask<>(task(() -> ProcessHandle.current().pid()));
            pool.execute(future);
            assertEquals(kind == Kind.THREADS, ProcessHandle.current().pid() == future.get());
        }
    }

    @Test
    void completableFuturesRunTheirStepsInWorkers() throws Exception {
        try (var pool = pool(2)) {
            var own = ProcessHandle.current().pid();
            var two = (Function<Long, List<Long>> & Serializable)
                    pid -> List.of(pid, ProcessHandle.current().pid());
            var pids = CompletableFuture.supplyAsync(
                            supplier(() -> ProcessHandle.current().pid()), pool)
                    .thenApplyAsync(two, pool)
                    .get();
            assertEquals(kind == Kind.THREADS, pids.contains(own), pids::toString);
            assertNull(CompletableFuture.runAsync(action(() -> {}), pool).get());
            var failure = assertThrows(
                    CompletionException.class,
                    CompletableFuture.supplyAsync(
                            supplier(() -> {
                                throw new UnsupportedOperationException("no");
                            }),
                            pool)::join);
            assertInstanceOf(IllegalStateException.class, failure.getCause());
            assertEquals(
                    7,
                    CompletableFuture.supplyAsync(supplier(() -> 3), pool)
                            .thenCombine(CompletableFuture.supplyAsync(supplier(() -> 4), pool), Integer::sum)
                            .get());
        }
    }

    @Test
    void manyThreadsUseOnePool() throws Exception {
        try (var pool = pool(3)) {
            var failures = Collections.synchronizedList(new ArrayList<Throwable>());
            var begin = new CountDownLatch(1);
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 8; t++) {
                int number = t;
                var thread = new Thread(() -> {
                    try {
                        begin.await();
                        for (int i = 0; i < 25; i++) {
                            int n = number * 1000 + i;
                            assertEquals(n, pool.submit(task(() -> n)).get());
                            assertEquals(List.of(n, n + 1), pool.map(x -> x + n, List.of(0, 1)));
                            assertEquals(n, pool.applyAsync(() -> n).join());
                            assertEquals(
                                    List.of(n), pool.imap(x -> x, List.of(n)).toList());
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            begin.countDown();
            for (var thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures);
        }
    }

    @Test
    void everyTaskRunsOnceWhenThePoolClosesAmidSubmissions() throws Exception {
        var ran = ProcessQueue.<Integer>create();
        var accepted = new HashSet<Integer>();
        var pool = pool(2);
        var half = new CountDownLatch(1);
        var submitter = new Thread(() -> {
            for (int i = 0; i < 2000; i++) {
                int n = i;
                try {
                    pool.execute(action(() -> ran.add(n)));
                    accepted.add(n);
                } catch (RejectedExecutionException e) {
                    return;
                } finally {
                    if (i == 100) {
                        half.countDown();
                    }
                }
            }
        });
        submitter.start();
        half.await();
        pool.close();
        submitter.join();
        assertTrue(accepted.size() > 100);
        assertEquals(accepted.size(), ran.size());
        assertEquals(accepted, new HashSet<>(ran));
    }
}
