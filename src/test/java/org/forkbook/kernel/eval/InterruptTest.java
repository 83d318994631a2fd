package org.forkbook.kernel.eval;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

    private void interrupted(String code) throws Exception {
        notebook.cell("int kept = 42;").succeeds();
        var failure = fails(code);
        assertTrue(!failure.message().contains("left behind"), failure.message());
        if (code.startsWith("while") || code.startsWith("Stream")) { // Else it may have been between two pieces.
            assertTrue(String.join("", failure.traceback()).contains("In [99]"), () -> failure.toString());
        }
        notebook.cell("kept").returns("42");
        assertEquals(0, burning(), code);
    }

    private Interpreter.Failure fails(String code) {
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
        var before = System.nanoTime();
        var result = notebook.interpreter.execute(
                new Interpreter.Cell("started(); " + code, 99, false, true, Map.of()), output);
        var failure = result.failure();
        assertTrue(failure != null && failure.name().equals("InterruptedException"), () -> result.toString());
        assertTrue(System.nanoTime() - before < SECONDS.toNanos(100));
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
