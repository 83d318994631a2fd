package org.forkbook.kernel.interpreter;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.FutureTask;
import org.forkbook.kernel.interpreter.Notebook.Ran;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serialization hooks of a class may never return: a stop ends them wherever they run. */
@Timeout(300)
class SerializationHooksTest {

    /**
     * With the number of the object's cell, set by a hook that has been entered; a latch would have to travel with the
     * class. Hooks of the cell before may still be on their way.
     */
    private static final String ENTERED = "forkbook.test.entered.";

    private static final String ENTER = "{ System.setProperty(\"" + ENTERED + "\" + cell, \"\"); ";
    private static final String FOREVER = ENTER + "while (true) { } }";

    /** A loop that has no code of the notebook in it. */
    private static final String FOREVER_IN_THE_JDK =
            ENTER + "Stream.generate(String::new).allMatch(String::isEmpty); return this; }";

    private static final String READ =
            "private void readObject(ObjectInputStream in) throws Exception { in.defaultReadObject(); " + FOREVER
                    + " }";
    private static final String RESOLVE = "private Object readResolve() " + FOREVER_IN_THE_JDK;
    private static final String WRITE = "private void writeObject(ObjectOutputStream out) " + FOREVER;
    private static final String REPLACE = "private Object writeReplace() " + FOREVER_IN_THE_JDK;

    /** An object knows the cell that has made it. */
    private static final String CELL = "int cell; Odd(int cell) { this.cell = cell; } ";

    private int cells;

    @AutoClose
    final Notebook notebook = new Notebook();

    @BeforeEach
    @AfterEach
    void forget() {
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith(ENTERED));
    }

    private FutureTask<Ran> inBackground(String code) {
        var task = new FutureTask<>(() -> notebook.cell(code));
        ServiceThread.forTask("test-cell", task, FailureHandler.logging("A cell"))
                .start();
        return task;
    }

    private static void awaitHook(FutureTask<Ran> running, int cell) throws Exception {
        while (System.getProperty(ENTERED + cell) == null) {
            if (running.isDone()) {
                throw new AssertionError(
                        "the cell has ended: " + running.get().result().failure());
            }
            Thread.onSpinWait();
        }
    }

    /** Stops a cell in the hook of an object that knows its number, {@code CELL} in the code. */
    private void assertStopped(String code) throws Exception {
        int cell = ++cells;
        var running = inBackground(code.replace("CELL", Integer.toString(cell)));
        awaitHook(running, cell);
        notebook.interpreter.interrupt();
        running.get(60, SECONDS).fails("InterruptedException");
        notebook.cell("1 + 1").returns("2");
    }

    private void openPool() {
        notebook.cell("var pool = new ProcessPool(1); pool.apply(() -> 1)").returns("1");
    }

    private void assertThePoolGoesOn() {
        notebook.cell("pool.map(x -> List.of(x), List.of(1, 2))").returns("[[1], [2]]");
        notebook.cell("pool.close(); pool.isTerminated()").returns("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {READ, RESOLVE})
    void aStopEndsTheReadingOfAnExceptionThatComesFromAWorker(String hook) throws Exception {
        notebook.cell("class Odd extends RuntimeException { " + CELL + hook + " }")
                .succeeds();
        openPool();
        assertStopped("pool.apply(() -> { throw new Odd(CELL); })");
        assertStopped("pool.map(x -> { if (x > 0) throw new Odd(CELL); return x; }, List.of(0, 1, 2))");
        assertStopped("pool.imap(x -> { throw new Odd(CELL); }, List.of(0, 1, 2)).toList()");
        assertStopped("pool.applyAsync(() -> { throw new Odd(CELL); }).get()");
        assertStopped("pool.submit(() -> { throw new Odd(CELL); }).get()");
        assertThePoolGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {READ, RESOLVE})
    void aStopEndsTheReadingOfAResult(String hook) throws Exception {
        notebook.cell("class Odd implements Serializable { " + CELL + hook + " }")
                .succeeds();
        openPool();
        assertStopped("pool.apply(() -> new Odd(CELL))");
        assertStopped("pool.map(x -> new Odd(CELL), List.of(0, 1, 2))");
        assertStopped("pool.imapUnordered(x -> new Odd(CELL), List.of(0, 1, 2)).toList()");
        assertStopped("pool.mapAsync(x -> new Odd(CELL), List.of(0, 1, 2)).join()");
        assertThePoolGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {WRITE, REPLACE})
    void aStopEndsThePackingOfArguments(String hook) throws Exception {
        notebook.cell("class Odd implements Serializable { " + CELL + hook + " }")
                .succeeds();
        openPool();
        assertStopped("pool.map(x -> 1, List.of(new Odd(CELL), new Odd(CELL)))");
        assertStopped("pool.map(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd(CELL)))");
        assertStopped("pool.imap(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd(CELL))).toList()");
        assertStopped("pool.mapAsync(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd(CELL))).get()");
        assertThePoolGoesOn();
    }

    @Test
    void whatIsReadForOneCellKeepsNoOtherWaiting() throws Exception {
        notebook.cell("class Odd extends RuntimeException { " + CELL + READ + " }")
                .succeeds();
        openPool();
        var cell = inBackground("var odd = pool.applyAsync(() -> { throw new Odd(0); }); odd.isDone()");
        cell.get(60, SECONDS).returns("false");
        while (System.getProperty(ENTERED + 0) == null) {
            Thread.onSpinWait();
        }
        notebook.cell("pool.map(x -> List.of(x), List.of(1, 2))").returns("[[1], [2]]");
        notebook.interpreter.interrupt();
        notebook.cell("odd.handle((value, failure) -> failure.getClass().getSimpleName()).get()")
                .returns("RemoteException");
        assertThePoolGoesOn();
    }

    @Test
    void aStoppedCellsResultsAreReadAllTheSame() throws Exception {
        notebook.cell("record Pair(int one, int other) implements Serializable { }")
                .succeeds();
        openPool();
        assertStopped("var go = ProcessEvent.create();"
                + " var later = pool.applyAsync(() -> { go.await(); return new Pair(1, 2); });"
                + " new Object() { int cell = CELL; void run() "
                + FOREVER + " }.run();");
        notebook.cell("go.set(); later.get()").returns("Pair[one=1, other=2]");
        assertThePoolGoesOn();
    }

    @Test
    void anInitializersExceptionBreaksThePoolAfterAStop() throws Exception {
        notebook.cell(
                        "class Odd extends RuntimeException { int cell; Odd(int cell) { super(\"no data\"); this.cell = cell; } "
                                + READ + " }")
                .succeeds();
        assertStopped("var pool = ProcessPool.builder().size(1).initializer(() -> { throw new Odd(CELL); }).build();"
                + " pool.apply(() -> 1)");
        notebook.cell("pool.apply(() -> 1)")
                .failsSaying("org.forkbook.multiprocessing.pool.BrokenPoolException", "no data");
    }

    @Test
    void aStopEndsTheReadingOfWhatEndedAProcess() throws Exception {
        notebook.cell(
                        "class Odd extends RuntimeException { int cell; Odd(int cell) { super(\"no data\"); this.cell = cell; } "
                                + READ + " }")
                .succeeds();
        assertStopped(
                "var process = new WorkerProcess(() -> { throw new Odd(CELL); }); process.start(); process.join();");
        notebook.cell("process.join(); process.exitCode()").returns("OptionalInt[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {READ, RESOLVE, WRITE, REPLACE})
    void aStopEndsTheRenewalOfVariablesOfACellThatHasFailed(String hook) throws Exception {
        notebook.cell("class Kept implements Serializable { int cell = 1, one = 1; " + hook
                        + " } var kept = new Kept();")
                .succeeds();
        assertStopped(
                "int before = 1 / 0; class Kept implements Serializable { int cell = 1, one = 1, two; " + hook + " }");
        notebook.cell("kept.one").returns("1");
        notebook.cell("new Kept().one").returns("1");
    }
}
