package org.forkbook.kernel.eval;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.FutureTask;
import org.forkbook.kernel.eval.Notebook.Ran;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a class says of how its objects are written and read may never return: a stop ends it wherever it runs. */
@Timeout(300)
class SerializationHooksTest {

    /** Set by a hook that has been entered; a latch would have to travel with the class. */
    private static final String ENTERED = "forkbook.test.entered";

    private static final String ENTER = "{ System.setProperty(\"" + ENTERED + "\", \"\"); ";
    private static final String FOREVER = ENTER + "while (true) { } }";

    /** A loop that has no code of the notebook in it. */
    private static final String FOREVER_IN_THE_JDK =
            ENTER + "Stream.generate(String::new).allMatch(String::isEmpty); return this; }";

    private static final String READ = "private void readObject(ObjectInputStream in) " + FOREVER;
    private static final String RESOLVE = "private Object readResolve() " + FOREVER_IN_THE_JDK;
    private static final String WRITE = "private void writeObject(ObjectOutputStream out) " + FOREVER;
    private static final String REPLACE = "private Object writeReplace() " + FOREVER_IN_THE_JDK;

    @AutoClose
    final Notebook notebook = new Notebook();

    @BeforeEach
    @AfterEach
    void forget() {
        System.clearProperty(ENTERED);
    }

    private FutureTask<Ran> inBackground(String code) {
        var task = new FutureTask<>(() -> notebook.cell(code));
        ServiceThread.forTask("test-cell", task, FailureHandler.logging("A cell"))
                .start();
        return task;
    }

    private static void awaitHook(FutureTask<Ran> cell) throws Exception {
        while (System.getProperty(ENTERED) == null) {
            if (cell.isDone()) {
                throw new AssertionError(
                        "the cell has ended: " + cell.get().result().failure());
            }
            Thread.onSpinWait();
        }
    }

    private void assertStopped(String code) throws Exception {
        var cell = inBackground(code);
        awaitHook(cell);
        notebook.interpreter.interrupt();
        cell.get(60, SECONDS).fails("InterruptedException");
        System.clearProperty(ENTERED);
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
        notebook.cell("class Odd extends RuntimeException { " + hook + " }").succeeds();
        openPool();
        assertStopped("pool.apply(() -> { throw new Odd(); })");
        assertStopped("pool.map(x -> { if (x > 0) throw new Odd(); return x; }, List.of(0, 1, 2))");
        assertStopped("pool.imap(x -> { throw new Odd(); }, List.of(0, 1, 2)).toList()");
        assertStopped("pool.applyAsync(() -> { throw new Odd(); }).get()");
        assertStopped("pool.submit(() -> { throw new Odd(); }).get()");
        assertThePoolGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {READ, RESOLVE})
    void aStopEndsTheReadingOfAResult(String hook) throws Exception {
        notebook.cell("class Odd implements Serializable { " + hook + " }").succeeds();
        openPool();
        assertStopped("pool.apply(() -> new Odd())");
        assertStopped("pool.map(x -> new Odd(), List.of(0, 1, 2))");
        assertStopped("pool.imapUnordered(x -> new Odd(), List.of(0, 1, 2)).toList()");
        assertStopped("pool.mapAsync(x -> new Odd(), List.of(0, 1, 2)).join()");
        assertThePoolGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {WRITE, REPLACE})
    void aStopEndsThePackingOfArguments(String hook) throws Exception {
        notebook.cell("class Odd implements Serializable { " + hook + " }").succeeds();
        openPool();
        assertStopped("pool.map(x -> 1, List.of(new Odd(), new Odd()))");
        assertStopped("pool.map(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd()))");
        assertStopped("pool.imap(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd())).toList()");
        assertStopped("pool.mapAsync(x -> 1, Arrays.asList(1, 2, 3, 4, new Odd())).get()");
        assertThePoolGoesOn();
    }

    @Test
    void whatIsReadForOneCellKeepsNoOtherWaiting() throws Exception {
        notebook.cell("class Odd extends RuntimeException { " + READ + " }").succeeds();
        openPool();
        var cell = inBackground("var odd = pool.applyAsync(() -> { throw new Odd(); }); odd.isDone()");
        cell.get(60, SECONDS).returns("false");
        while (System.getProperty(ENTERED) == null) {
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
                + " new Object() { void run() "
                + FOREVER + " }.run();");
        notebook.cell("go.set(); later.get()").returns("Pair[one=1, other=2]");
        assertThePoolGoesOn();
    }

    @Test
    void anInitializersExceptionBreaksThePoolAfterAStop() throws Exception {
        notebook.cell("class Odd extends RuntimeException { Odd() { super(\"no data\"); } " + READ + " }")
                .succeeds();
        assertStopped("var pool = ProcessPool.builder().size(1).initializer(() -> { throw new Odd(); }).build();"
                + " pool.apply(() -> 1)");
        notebook.cell("pool.apply(() -> 1)").failsSaying("org.forkbook.multiprocessing.BrokenPoolException", "no data");
    }

    @Test
    void aStopEndsTheReadingOfWhatEndedAProcess() throws Exception {
        notebook.cell("class Odd extends RuntimeException { Odd() { super(\"no data\"); } " + READ + " }")
                .succeeds();
        assertStopped("var process = new WorkerProcess(() -> { throw new Odd(); }); process.start(); process.join();");
        notebook.cell("process.join(); process.exitCode()").returns("OptionalInt[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {READ, RESOLVE, WRITE, REPLACE})
    void aStopEndsTheRenewalOfVariablesOfACellThatHasFailed(String hook) throws Exception {
        notebook.cell("class Kept implements Serializable { int one = 1; " + hook + " } var kept = new Kept();")
                .succeeds();
        assertStopped("int before = 1 / 0; class Kept implements Serializable { int one = 1, two; " + hook + " }");
        notebook.cell("kept.one").returns("1");
        notebook.cell("new Kept().one").returns("1");
    }
}
