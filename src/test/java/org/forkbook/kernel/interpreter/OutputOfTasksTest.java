package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of a task goes under the cell that submitted it, whichever cell created the thread that runs it. */
@Timeout(300)
class OutputOfTasksTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool.submit(() -> System.out.print(\"mine\")).get();",
                "pool.submit(() -> { System.out.print(\"mine\"); return 1; }).get();",
                "pool.submit(OutputTask::say).get();",
                "pool.submit(new OutputTask()).get();",
                "var done = new CountDownLatch(1); pool.execute(() -> { System.out.print(\"mine\"); done.countDown(); });"
                        + " done.await();",
                "pool.invokeAll(List.of(() -> { System.out.print(\"mine\"); return 1; }));",
                "pool.schedule(() -> System.out.print(\"mine\"), 1, TimeUnit.MILLISECONDS).get();",
                "CompletableFuture.runAsync(() -> System.out.print(\"mine\"), pool).join();",
                "CompletableFuture.supplyAsync(() -> 1, pool).thenAcceptAsync(n -> System.out.print(\"mine\"), pool).join();",
                "var service = new ExecutorCompletionService<Integer>(pool);"
                        + " service.submit(() -> { System.out.print(\"mine\"); return 1; }); service.take().get();",
                "pool.submit(() -> { var t = new Thread(OutputTask::say); t.start(); t.join(); return 1; }).get();",
            })
    void aTaskForTheExecutorOfAnEarlierCellPrintsUnderItsOwn(String code) {
        var first = notebook.cell(
                "class OutputTask implements Runnable {",
                "    static void say() { System.out.print(\"mine\"); }",
                "    public void run() { say(); }",
                "}",
                "var pool = Executors.newScheduledThreadPool(1);",
                "pool.submit(() -> System.out.print(\"first\")).get();");
        notebook.cell(code).prints("mine");
        first.prints("first");
        notebook.cell("pool.shutdownNow();").succeeds();
    }

    @Test
    void aParallelStreamThatOutlivesItsCellPrintsUnderIt() throws InterruptedException {
        var first = notebook.cell(
                "var go = new CountDownLatch(1);",
                "var started = new CountDownLatch(1);",
                "Thread stream;",
                "stream = new Thread(() -> IntStream.range(0, 64).parallel().forEach(i -> {",
                "    started.countDown();",
                "    try { go.await(); } catch (InterruptedException e) { }",
                "    System.out.print(\"x\");",
                "}));",
                "stream.start(); started.await();");
        notebook.cell("System.out.print(\"second\"); go.countDown(); stream.join();")
                .prints("second");
        assertEquals("x".repeat(64), first.output().out());
        notebook.cell("IntStream.range(0, 64).parallel().forEach(i -> System.out.print(\"y\"));")
                .prints("y".repeat(64));
    }

    @Test
    void tasksThatAQueueSortsAndExecutorsOfOnesOwnGetTheTasksThemselves() {
        notebook.cell(
                        "record Job(int n) implements Runnable, Comparable<Job> {",
                        "    public void run() { System.out.print(n); }",
                        "    public int compareTo(Job other) { return n - other.n; }",
                        "}",
                        "var sorted = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>());",
                        "sorted.execute(new Job(0)); sorted.execute(new Job(2)); sorted.execute(new Job(1));",
                        "sorted.shutdown(); sorted.awaitTermination(5, TimeUnit.SECONDS)")
                .returns("true");
        notebook.cell("Executor own = task -> System.out.print(task.getClass().isHidden());", "own.execute(() -> { });")
                .prints("true");
    }

    @Test
    void tasksForProcessesAreSentAsTheyAre() {
        notebook.cell(
                        "ExecutorService pool = new ProcessPool(1);",
                        "try {",
                        "    System.out.print(pool.submit(() -> 6 * 7).get());",
                        "    System.out.print(CompletableFuture.supplyAsync(() -> 1, pool).join());",
                        "    System.out.print(pool.invokeAll(List.of(() -> 2)).get(0).get());",
                        "} finally {",
                        "    pool.shutdownNow();",
                        "}")
                .prints("4212");
    }

    @Test
    void anErrorInATaskIsWhatItWas() {
        var ran = notebook.cell(
                "CompletableFuture.runAsync(() -> { throw new IllegalStateException(\"late\"); }).join();");
        assertTrue(ran.fails("java.util.concurrent.CompletionException").contains("late"));
    }
}
