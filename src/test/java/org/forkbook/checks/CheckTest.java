package org.forkbook.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(300)
class CheckTest {

    private static CheckFailedError failed(Executable check) {
        return assertThrows(CheckFailedError.class, check);
    }

    private static void inWorker(RemoteRunnable task) {
        var process = new WorkerProcess(task);
        process.start();
        process.join();
    }

    @Test
    void aFailureSaysWhatWasTestedWhatWasExpectedWhatCameAndWhatToLookAt() {
        var error = failed(() -> Check.that("square(3)", () -> 6).hint("n * n").is(9));
        assertEquals("square(3)\n  expected: 9\n  got:      6\n  hint:     n * n", error.getMessage());
        assertEquals("9", error.getExpected().getValue());
        assertEquals("6", error.getActual().getValue());
    }

    @Test
    void valuesAreComparedByWhatTheyHold() {
        Check.that("an array", () -> new int[][] {{1}, {2, 3}}).is(new int[][] {{1}, {2, 3}});
        Check.that("null", () -> null).is(null);
        Check.that("a third", () -> 1 / 3.0).isCloseTo(0.333, 0.001);
        Check.that("a text", () -> "abc").meets("a text of three letters", text -> text.length() == 3);
        assertTrue(failed(() -> Check.that("2", () -> 2L).is(2)).getMessage().contains("got:      2 (Long)"));
        failed(() -> Check.that("a third", () -> Double.NaN).isCloseTo(0.333, 0.001));
        failed(() -> Check.that("a null", () -> (String) null).meets("a text", text -> !text.isEmpty()));
    }

    @Test
    void theOrderCanBeLeftOpenButNotHowOftenSomethingOccurs() {
        Check.that("a set", () -> Set.of(1, 2, 3)).hasInAnyOrder(3, 2, 1);
        var error =
                failed(() -> Check.that("a list", () -> Arrays.asList(1, 1, 2)).hasInAnyOrder(1, 2, 2));
        assertTrue(error.getMessage().contains("missing: [2]"), error::getMessage);
        assertTrue(error.getMessage().contains("too many: [1]"), error::getMessage);
    }

    @Test
    void whatTheTestedCodeThrowsIsAFailureOfTheCheckWithItsCause() {
        var thrown = new UnsupportedOperationException("this list doesn't change");
        var error = failed(() -> Check.that("square(3)", () -> {
                    throw thrown;
                })
                .is(9));
        assertSame(thrown, error.getCause());
        assertTrue(error.getMessage().contains("UnsupportedOperationException: this list doesn't change"));
        Check.that("1 / 0", () -> 1 / Integer.parseInt("0")).fails(ArithmeticException.class);
        failed(() -> Check.that("nothing", () -> 1).fails(ArithmeticException.class));
    }

    /** The stub's stack trace is long, and doesn't help a student. */
    @Test
    void aStubIsTakenForMissingCode() {
        var error = failed(() -> Check.that("square(3)", () -> {
                    throw new UnsupportedOperationException("Your code is missing here.");
                })
                .is(9));
        assertNull(error.getCause());
        assertTrue(error.getMessage().contains("nothing: your code is missing"), error::getMessage);
    }

    @Test
    void workersTextIsToldFromTheNotebooks() {
        Check.output("a worker's line", () -> inWorker(() -> System.out.println("hello")))
                .ofWorkers()
                .hasLines("hello");
        var error = failed(() -> Check.output("a cheat", () -> System.out.println("hello"))
                .ofWorkers()
                .hasLines("hello"));
        assertTrue(error.getMessage().contains("the notebook's process printed:"), error::getMessage);
        Check.output("both", () -> {
                    inWorker(() -> System.out.println("first"));
                    System.out.println("second");
                })
                .hasLines("first", "second");
    }

    @Test
    void linesCanBeRequiredInAnyOrderAndBlanksDontCount() {
        Check.Code code = () -> System.out.println("b \n\na");
        Check.output("two lines", code).hasLinesInAnyOrder("a", "b");
        Check.output("two lines", code).contains("a");
        Check.output("two lines", code).endsWith("a");
        failed(() -> Check.output("two lines", code).hasLines("a", "b"));
        failed(() -> Check.output("two lines", code).isEmpty());
        Check.output("no lines", () -> {}).isEmpty();
    }

    @Test
    void pidsAreSetsAndTheNotebooksOwnIsNoWorkers() {
        try (var pool = new ProcessPool(2)) {
            Check.pids(
                            "a pool",
                            () -> pool.map(
                                    x -> {
                                        Thread.sleep(20);
                                        return ProcessHandle.current().pid();
                                    },
                                    List.of(1, 2, 3, 4),
                                    1))
                    .areWorkers(1, 2);
        }
        var own = ProcessHandle.current().pid();
        assertTrue(failed(() -> Check.pids("here", () -> List.of(own)).areWorkers(1))
                .getMessage()
                .contains("the notebook's own among them"));
        assertTrue(failed(() -> Check.pids("invented", () -> List.of(1L, 4L)).areWorkers(2))
                .getMessage()
                .contains("no worker of this notebook has had the PID [1, 4]"));
        Check.output(
                        "a label",
                        () -> inWorker(() -> System.out.println(
                                "Process ID: " + WorkerProcess.current().pid())))
                .pidsAfter("Process ID: ")
                .areWorkers(1);
        failed(() -> Check.output("made up", () -> System.out.println("Process ID: 4711"))
                .pidsAfter("Process ID: ")
                .areWorkers(1));
    }

    @Test
    void fasterIsFasterAndEqualIsNot() {
        Check.speed("nothing", () -> {}).isFasterThan("a nap", () -> Thread.sleep(20), 2);
        var error = failed(
                () -> Check.speed("a nap", () -> Thread.sleep(20)).isFasterThan("another", () -> Thread.sleep(20), 3));
        assertTrue(error.getMessage().contains("at least 3.00 times as fast as another"), error::getMessage);
    }

    @Test
    void nothingReachesStandardErrorAndTheStreamsArePutBack() {
        var out = System.out;
        var err = System.err;
        var heard = new ByteArrayOutputStream();
        var complaints = new ByteArrayOutputStream();
        System.setOut(new PrintStream(heard, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            Check.that("noise", () -> {
                        System.err.println("careless");
                        System.out.close();
                        System.out.println("heard all the same");
                        inWorker(() -> System.err.println("a worker's"));
                        return 1;
                    })
                    .is(1);
            System.out.println("still there");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        var text = heard.toString(StandardCharsets.UTF_8);
        assertTrue(
                text.contains("careless") && text.contains("heard all the same") && text.contains("a worker's"), text);
        assertTrue(text.endsWith("still there\n"), text);
        assertEquals("", complaints.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aCheckWithoutWordsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Check.that(" ", () -> 1));
    }

    private static List<WorkerProcess> greeters() {
        return java.util.stream.Stream.generate(() -> new WorkerProcess(() -> System.out.println("hello")))
                .limit(3)
                .toList();
    }

    @Test
    void workersThatAreStartedOneByOneArentTogether() {
        Check.workers("all at once", () -> {
                    var all = greeters();
                    all.forEach(WorkerProcess::start);
                    all.forEach(WorkerProcess::join);
                })
                .areStartedTogether(3);
        Executable oneByOne = () -> Check.workers(
                        "one by one",
                        () -> greeters().forEach(worker -> {
                            worker.start();
                            worker.join();
                        }))
                .areStartedTogether(3);
        assertTrue(failed(oneByOne).getMessage().contains("no other was started meanwhile"));
        failed(() -> Check.workers("nothing", () -> {}).areStartedTogether(3));
    }

    @Test
    void workersAreCountedThoseOfPoolsToo() {
        Check.workers("one worker", () -> inWorker(() -> {})).areStarted(1);
        Check.workers("a pool", () -> new ProcessPool(2).close()).areStarted(2);
        failed(() -> Check.workers("nothing", () -> {}).areStarted(1));
    }

    @Test
    void aPoolThatIsNotClosedIsFound() {
        Check.workers("closed", () -> {
                    try (var pool = new ProcessPool(1)) {
                        pool.apply(() -> 1);
                    }
                })
                .areGone();
        var open = new java.util.ArrayList<ProcessPool>();
        var error = failed(() -> Check.workers("open", () -> {
                    var pool = new ProcessPool(1);
                    open.add(pool);
                    pool.apply(() -> 1);
                })
                .areGone());
        assertTrue(error.getMessage().contains("-worker-1 (process "), error::getMessage);
        open.get(0).close();
    }
}
