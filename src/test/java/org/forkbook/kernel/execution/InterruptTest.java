package org.forkbook.kernel.execution;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.forkbook.kernel.interpreter.Notebook;
import org.forkbook.multiprocessing.pool.ThreadPool;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends a cell whatever it does, keeps every variable, and leaves nothing that goes on. */
@Timeout(300)
class InterruptTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "int x = 0; for (;;) { x++; }",
                "while (true) { try { while (true) { } } catch (Throwable t) { } }",
                "do { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } } while (true);",
                "Thread.sleep(1_000_000);",
                "fib(1_000);",
                "Stream.iterate(1, i -> i + 1).forEach(i -> { });",
                "IntStream.iterate(1, i -> i + 1).parallel().forEach(i -> { });",
                "neverFreed.lock();",
                "new LinkedBlockingQueue<Integer>().take();",
                "CompletableFuture.runAsync(() -> { while (true) { } }).join();",
            })
    void anInterruptEndsWhatACellDoes(String code) throws Exception {
        notebook.cell(
                        "int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }",
                        "var neverFreed = new java.util.concurrent.locks.ReentrantLock();",
                        "var held = new Object();",
                        "var isHeld = new CountDownLatch(2);",
                        "var holder = new Thread(() -> { synchronized (held) { neverFreed.lock(); isHeld.countDown();",
                        "    try { Thread.sleep(100_000); } catch (InterruptedException e) { } } });",
                        "holder.setDaemon(true); holder.start(); isHeld.countDown(); isHeld.await();")
                .succeeds();
        interrupted(code);
        notebook.cell("holder.interrupt();").succeeds();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Stream.iterate(1, UnaryOperator.identity()).count();",
                "java.util.regex.Pattern.matches(\"(.*a){30}b\", \"a\".repeat(60));",
                "java.math.BigInteger.valueOf(3).pow(1_000_000_000);",
                "var list = Collections.nCopies(Integer.MAX_VALUE, 1); while (true) list.hashCode();",
            })
    void anInterruptEndsALoopOfALibrary(String code) throws Exception {
        interrupted(code);
    }

    @Test
    void anInterruptThatComesWithTheEndHarmsNoLaterCell() {
        for (int i = 0; i < 20; i++) {
            var cell = new Interpreter.Cell("int k = " + i + ";", 1, false, true, Map.of());
            var done = new CountDownLatch(1);
            var interrupter = new Thread(() -> {
                notebook.interpreter.interrupt();
                done.countDown();
            });
            interrupter.start();
            notebook.interpreter.execute(cell, new Notebook.Recorded());
            notebook.cell("1 + 1").returns("2");
        }
    }

    @Test
    void aCellThatWaitsForALockIsLeftBehindAndSaysSo() throws Exception {
        notebook.cell(
                        "var held = new Object();",
                        "var isHeld = new CountDownLatch(1);",
                        "var free = new CountDownLatch(1);",
                        "var holder = new Thread(() -> { synchronized (held) { isHeld.countDown();",
                        "    try { free.await(); } catch (InterruptedException e) { } } });",
                        "holder.start(); isHeld.await();")
                .succeeds();
        var failure = fails("synchronized (held) { System.out.println(\"got it\"); }");
        assertTrue(failure.message().contains("waits for a lock"), failure.message());
        notebook.cell("free.countDown(); holder.join();").prints("");
    }

    @Test
    void anInterruptedWaitShowsTheCellsLineAndNothingOfTheJdk() throws Exception {
        var trace = String.join(
                "\n", fails("new LinkedBlockingQueue<Integer>().take();").traceback());
        assertTrue(trace.contains("In [99]") && !trace.contains("java.base"), trace);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var t = new Thread(body, \"own-1\"); t.start(); t.join();",
                "var ts = List.of(new Thread(body, \"own-1\"), new Thread(body, \"own-2\")); ts.forEach(Thread::start);"
                        + " for (var t : ts) t.join();",
                "class Own extends Thread { Own() { super(\"own-1\"); } public void run() { body.run(); } }"
                        + " var t = new Own(); t.start(); t.join();",
                "executor.submit(body).get();",
                "executor.invokeAll(List.of(Executors.callable(body), Executors.callable(body)));",
                "executor.execute(body); body.run();",
                "scheduler.scheduleAtFixedRate(body, 0, 1, TimeUnit.MILLISECONDS).get();",
                "CompletableFuture.runAsync(body).join();",
                "CompletableFuture.supplyAsync(() -> 1).thenAcceptAsync(n -> body.run()).join();",
                "CompletableFuture.supplyAsync(() -> 1, executor).thenAccept(n -> body.run()).get();",
                "new Timer(\"own-1\").schedule(new TimerTask() { public void run() { body.run(); } }, 0); body.run();",
                "IntStream.range(0, 8).parallel().forEach(i -> body.run());",
                "new ForkJoinPool(2).submit(() -> IntStream.range(0, 8).parallel().forEach(i -> body.run())).get();",
                "try (var pool = new ThreadPool(2)) { pool.map(n -> { body.run(); return n; }, List.of(1, 2, 3, 4)); }",
                "try (var pool = new ThreadPool(2)) { pool.applyAsync(() -> 1).thenAccept(n -> body.run()).join(); }",
            })
    void anInterruptEndsWhatThreadsDoForTheCell(String code) throws Exception {
        interruptedWithItsThreads(
                code, "while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var t = new Thread(body, \"own-1\"); t.start(); t.join();",
                "executor.submit(body).get();",
                "CompletableFuture.supplyAsync(() -> 1).thenAcceptAsync(n -> body.run()).join();",
                "IntStream.range(0, 8).parallel().forEach(i -> body.run());",
            })
    void anInterruptEndsLoopsOnThreadsOfTheCell(String code) throws Exception {
        interruptedWithItsThreads(code, "while (true) { }");
        interruptedWithItsThreads(code, "Stream.iterate(1, UnaryOperator.identity()).count();");
    }

    @Test
    void afterAnInterruptedCellAThreadOfNoCellHandsOverTasksAsBefore() throws Exception {
        fails("while (true) { }");
        var result = new CompletableFuture<Integer>();
        // Made by this thread, and so not by a cell.
        var thread = new Thread(() -> {
            try (var pool = new ThreadPool(1)) {
                result.complete(pool.apply(() -> 1));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        assertEquals(1, result.get());
    }

    @Test
    void anInterruptEndsTasksInAPoolOfThreadsThatAnEarlierCellHasMade() throws Exception {
        notebook.cell("var earlier = new ThreadPool(2);").succeeds();
        interruptedWithItsThreads("earlier.map(n -> { body.run(); return n; }, List.of(1, 2, 3));", "while (true) { }");
        notebook.cell("earlier.map(n -> { System.out.println(n); return n + 1; }, List.of(1))")
                .prints("1\n")
                .returns("[2]");
        notebook.cell("earlier.close();").succeeds();
    }

    @Test
    void anInterruptEndsVirtualThreadsOfTheCell() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        for (var code : List.of(
                "Thread.startVirtualThread(body).join();",
                "var t = Thread.ofVirtual().unstarted(body); t.start(); t.join();",
                "try (var each = Executors.newVirtualThreadPerTaskExecutor()) { each.submit(body).get(); }",
                "Thread.ofPlatform().name(\"own-1\").start(body).join();")) {
            interruptedWithItsThreads(code, "while (true) { }");
            interruptedWithItsThreads(
                    code, "while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } }");
        }
    }

    private void interruptedWithItsThreads(String code, String body) throws Exception {
        notebook.cell(
                        "var executor = Executors.newFixedThreadPool(2, r -> new Thread(r, \"pool\"));",
                        "var scheduler = Executors.newScheduledThreadPool(1, r -> new Thread(r, \"pool\"));",
                        "var entered = new java.util.concurrent.atomic.AtomicInteger();",
                        "var left = new java.util.concurrent.atomic.AtomicInteger();",
                        "Runnable body = () -> { entered.incrementAndGet(); System.out.println(\"go\"); try { " + body
                                + " } finally { left.incrementAndGet(); } };")
                .succeeds();
        fails(code, "");
        notebook.cell(
                        "for (int i = 0; i < 3_000 && left.get() < entered.get(); i++) Thread.sleep(10);",
                        "System.out.print(entered.get() > 0 && left.get() == entered.get());",
                        "executor.shutdownNow(); scheduler.shutdownNow();")
                .prints("true");
        awaitNothingBurns(code + " with " + body);
        long deadline = System.nanoTime() + SECONDS.toNanos(30);
        while (threadsNamed("own-") > 0) {
            assertTrue(System.nanoTime() < deadline, () -> "a thread goes on after " + code + " with " + body);
            Thread.onSpinWait();
        }
    }

    @Test
    void aCellThatMakesSomethingElseOfAnInterruptIsInterruptedAllTheSame() throws Exception {
        fails(
                "try { Thread.sleep(1_000_000); } catch (InterruptedException e) { System.out.println(\"so what\"); } 42");
        var failure = fails("try { Thread.sleep(1_000_000); } catch (InterruptedException e) {"
                + " throw new IllegalStateException(\"no more\"); }");
        assertTrue(String.join("", failure.traceback()).contains("no more"), failure.toString());
        fails("var t = new Thread(() -> { while (true) { } }); t.start();"
                + " while (t.isAlive()) { try { t.join(); } catch (InterruptedException e) { } }");
    }

    @Test
    void anInterruptWhenNoCellRunsEndsWhatEarlierCellsHaveLeft() throws Exception {
        var code = "var looping = new CountDownLatch(2); var executor = Executors.newFixedThreadPool(1);"
                + "CompletableFuture.supplyAsync(() -> 1).thenAcceptAsync(n -> { looping.countDown(); while (true) { } });"
                + "executor.submit(() -> { looping.countDown(); while (true) { } });";
        notebook.cell(code).succeeds();
        notebook.cell("looping.await();").succeeds();
        assertTrue(runningStatements() > 0);
        notebook.interpreter.interrupt();
        awaitNothingBurns(code);
        notebook.cell("executor.submit(() -> 7).get()").returns("7");
        notebook.cell("executor.shutdown();").succeeds();
    }

    @Test
    void anInterruptOfACellLeavesTheThreadsOfOthersAlone() throws Exception {
        notebook.cell(
                        "var n = new java.util.concurrent.atomic.AtomicLong(); volatile boolean goesOn = true;",
                        "var other = new Thread(() -> { while (goesOn) { n.incrementAndGet(); Thread.yield(); } });",
                        "other.start();")
                .succeeds();
        fails("while (true) { }");
        notebook.cell(
                        "var before = n.get(); while (n.get() == before) { Thread.yield(); } goesOn = false; other.join();")
                .succeeds();
    }

    /** How many threads are at a statement of a cell. */
    private static long runningStatements() {
        return Thread.getAllStackTraces().values().stream()
                .filter(frames -> CellRun.ofCode(frames) != null)
                .count();
    }

    private static long threadsNamed(String begin) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(begin))
                .count();
    }

    private static void awaitNothingBurns(String code) throws InterruptedException {
        long deadline = System.nanoTime() + SECONDS.toNanos(30);
        while (burning() > 0) {
            assertTrue(System.nanoTime() < deadline, () -> "something goes on after " + code);
        }
    }

    private void interrupted(String code) throws Exception {
        notebook.cell("int kept = 42;").succeeds();
        var failure = fails(code);
        assertTrue(!failure.message().contains("abandoned"), failure.message());
        if (code.startsWith("while") || code.startsWith("Stream")) { // Otherwise it may have been between two tasks.
            assertTrue(String.join("", failure.traceback()).contains("In [99]"), () -> failure.toString());
        }
        notebook.cell("kept").returns("42");
        awaitNothingBurns(code);
    }

    private Interpreter.Failure fails(String code) {
        return fails(code, "started(); ");
    }

    /** Runs a cell, interrupts it once it has printed something, and returns its failure. */
    private Interpreter.Failure fails(String code, String before) {
        notebook.cell("void started() { System.out.println(\"go\"); }").succeeds();
        var output = new Notebook.Recorded();
        var interrupter = new Thread(() -> {
            try {
                output.nextPrinted();
                notebook.interpreter.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        var began = System.nanoTime();
        var result =
                notebook.interpreter.execute(new Interpreter.Cell(before + code, 99, false, true, Map.of()), output);
        var failure = result.failure();
        assertTrue(failure != null && failure.name().equals("InterruptedException"), () -> result.toString());
        assertTrue(System.nanoTime() - began < SECONDS.toNanos(100));
        return failure;
    }

    /** How many threads use a processor, the one that asks aside. */
    private static long burning() throws InterruptedException {
        var threads = ManagementFactory.getThreadMXBean();
        var ids = threads.getAllThreadIds();
        var before = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            before[i] = threads.getThreadCpuTime(ids[i]);
        }
        new CountDownLatch(1).await(300, MILLISECONDS);
        long burning = 0;
        for (int i = 0; i < ids.length; i++) {
            var info = threads.getThreadInfo(ids[i]);
            var used = threads.getThreadCpuTime(ids[i]) - before[i];
            if (info != null && used > 60_000_000 && !info.getThreadName().startsWith("C")) {
                burning++;
            }
        }
        return burning;
    }
}
