package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.locks.ProcessBarrier;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.worker.agent.WorkerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WorkerProcessTest {

    /** Runs a task to its end and returns what it printed on standard output. */
    private static String printed(RemoteRunnable task) {
        try (var frontend = RecordingFrontend.install()) {
            finished(task);
            return frontend.out();
        }
    }

    private static WorkerProcess finished(RemoteRunnable task) {
        var process = new WorkerProcess(task);
        process.start();
        process.join();
        return process;
    }

    private static WorkerProcess parent() {
        return Objects.requireNonNull(WorkerProcess.parent());
    }

    private static WorkerContext context() {
        return Objects.requireNonNull(WorkerContext.current());
    }

    private static String refusal(Executable call) {
        return String.valueOf(assertThrows(IllegalStateException.class, call).getMessage());
    }

    @Test
    void printsWhereItsParentPrintsBeforeJoinReturns() {
        assertEquals("Worker process executing.\n", printed(() -> System.out.println("Worker process executing.")));
    }

    @Test
    void runsInProcessesOfTheirOwn() {
        try (var frontend = RecordingFrontend.install()) {
            var processes = Stream.of(10, 20, 30, 40)
                    .map(n -> new WorkerProcess(
                            () -> System.out.println(WorkerProcess.current().pid() + " " + n)))
                    .toList();
            processes.forEach(WorkerProcess::start);
            processes.forEach(WorkerProcess::join);
            var expected = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                expected.add(processes.get(i).pid() + " " + (i + 1) * 10);
            }
            assertEquals(
                    expected.stream().sorted().toList(),
                    frontend.out().lines().sorted().toList());
            assertEquals(
                    4, processes.stream().map(WorkerProcess::pid).distinct().count());
        }
    }

    @Test
    void knowsItselfAndItsParent() {
        assertEquals("MainProcess", WorkerProcess.current().name());
        assertEquals(ProcessHandle.current().pid(), WorkerProcess.current().pid());
        assertNull(WorkerProcess.parent());
        try (var frontend = RecordingFrontend.install()) {
            var process = WorkerProcess.builder()
                    .name("Ada")
                    .task(() -> System.out.println(
                            WorkerProcess.current().name() + " " + parent().name() + " " + parent().pid()))
                    .build();
            process.start();
            process.join();
            assertEquals("Ada MainProcess " + ProcessHandle.current().pid() + "\n", frontend.out());
        }
    }

    @Test
    void takesACopyOfWhatItCapturesAsItIsAtStart() {
        try (var frontend = RecordingFrontend.install()) {
            var list = new ArrayList<>(List.of(1));
            var process = new WorkerProcess(() -> {
                list.add(3);
                System.out.println(list);
            });
            list.add(2);
            process.start();
            list.add(99);
            process.join();
            assertEquals("[1, 2, 3]\n", frontend.out());
            assertEquals(List.of(1, 2, 99), list);
        }
    }

    @Test
    void hasAnExitCodeOfZeroWhenItsTaskReturns() {
        assertEquals(OptionalInt.of(0), finished(() -> {}).exitCode());
    }

    @Test
    void exitsWithTheCodeOfSystemExitAndAllItsOutput() {
        try (var frontend = RecordingFrontend.install()) {
            var process = finished(() -> {
                System.out.print("no newline at the end");
                System.exit(7);
            });
            assertEquals(OptionalInt.of(7), process.exitCode());
            assertEquals("no newline at the end", frontend.out());
        }
    }

    @Test
    void tellsAnExitCodeFromASignalOfTheSameNumber() {
        assertEquals(OptionalInt.of(137), finished(() -> System.exit(137)).exitCode());
        assertEquals(OptionalInt.of(143), finished(() -> System.exit(143)).exitCode());
    }

    @Test
    void printsTheTraceOfAnUncaughtExceptionAndExitsWithOne() {
        try (var frontend = RecordingFrontend.install()) {
            var process = finished(() -> {
                throw new IOException("no such luck");
            });
            assertEquals(OptionalInt.of(1), process.exitCode());
            assertTrue(frontend.err().contains("java.io.IOException: no such luck"), frontend.err());
            assertTrue(frontend.err().contains("WorkerProcessTest"), frontend.err());
            assertFalse(frontend.err().contains("org.forkbook.worker"), "ours are no frames of the user's");
        }
    }

    @Test
    void waitsForThreadsThatItsTaskLeavesRunning() {
        assertEquals(
                "late\n",
                printed(() -> new Thread(() -> {
                            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
                            System.out.println("late");
                        })
                        .start()));
    }

    @Test
    void hasAnEmptyStandardInput() {
        assertEquals("-1\n", printed(() -> System.out.println(System.in.read())));
    }

    @Test
    void keepsTheOrderOfItsTwoStreams() {
        try (var frontend = RecordingFrontend.install()) {
            finished(() -> {
                for (int i = 0; i < 100; i++) {
                    System.out.print("o" + i + " ");
                    System.err.print("e" + i + " ");
                }
            });
            var expected = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                expected.append("o" + i + " e" + i + " ");
            }
            assertEquals(expected.toString(), frontend.both());
        }
    }

    @Test
    void losesNothingOfAHundredThousandLines() {
        var text = printed(() -> {
            for (int i = 0; i < 100_000; i++) {
                System.out.println("line " + i + " äöü 😀");
            }
        });
        var lines = text.lines().toList();
        assertEquals(100_000, lines.size());
        for (int i = 0; i < 100_000; i++) {
            assertEquals("line " + i + " äöü 😀", lines.get(i));
        }
    }

    /** As {@code printf} does, whose pieces are far apart when a worker formats its first number. */
    @Test
    void keepsALineTogetherThatIsPrintedInPieces() {
        var together = ProcessBarrier.create(2);
        try (var frontend = RecordingFrontend.install()) {
            var both = Stream.of("a", "b")
                    .map(name -> new WorkerProcess(() -> {
                        together.await();
                        for (int i = 0; i < 10; i++) {
                            System.out.print(name);
                            Thread.sleep(20);
                            System.out.println(name);
                        }
                    }))
                    .toList();
            both.forEach(WorkerProcess::start);
            both.forEach(WorkerProcess::join);
            // Not all of twenty, for on a busy machine the end of a line may come too late.
            var whole = frontend.out().lines().filter(Set.of("aa", "bb")::contains);
            assertTrue(whole.count() > 10, frontend::out);
        }
    }

    @Test
    void showsTheBeginningOfALineWhileItGoesOn() throws InterruptedException {
        try (var frontend = RecordingFrontend.install()) {
            var process = new WorkerProcess(() -> {
                System.out.print("done\nworking ...");
                new CountDownLatch(1).await();
            });
            process.start();
            frontend.await("working ...");
            process.kill();
            process.join();
        }
    }

    @Test
    void showsALineWhileItGoesOn() throws InterruptedException {
        try (var frontend = RecordingFrontend.install()) {
            var process = new WorkerProcess(() -> {
                System.out.println("first");
                new CountDownLatch(1).await();
            });
            process.start();
            frontend.await("first\n");
            assertTrue(process.isAlive());
            process.kill();
            process.join();
        }
    }

    @Test
    void passesOnWhatASubprocessPrints() {
        assertEquals(
                "from a subprocess\n",
                printed(() -> new ProcessBuilder("echo", "from a subprocess")
                        .inheritIO()
                        .start()
                        .waitFor()));
    }

    @Test
    void displaysInItsParent() {
        try (var frontend = RecordingFrontend.install()) {
            finished(() -> {
                context().display("{\"data\":{}}", false);
                context().display("{\"data\":{}}", true);
            });
            assertEquals(List.of("{\"data\":{}}", "update {\"data\":{}}"), frontend.displays);
        }
    }

    @Test
    void endsBySignalsWithANegativeExitCode() throws InterruptedException {
        try (var frontend = RecordingFrontend.install()) {
            for (boolean kill : new boolean[] {false, true}) {
                var process = new WorkerProcess(() -> {
                    System.out.println("up " + kill);
                    new CountDownLatch(1).await();
                });
                process.start();
                frontend.await("up " + kill);
                if (kill) {
                    process.kill();
                } else {
                    process.terminate();
                }
                process.join();
                assertEquals(OptionalInt.of(kill ? -9 : -15), process.exitCode());
                assertFalse(process.isAlive());
            }
        }
    }

    @Test
    void waitsForSoLongAndNoLonger() throws InterruptedException {
        try (var frontend = RecordingFrontend.install();
                var process = new WorkerProcess(() -> {
                    System.out.println("up");
                    new CountDownLatch(1).await();
                })) {
            process.start();
            frontend.await("up");
            assertFalse(process.join(Duration.ofMillis(20)));
            assertEquals(OptionalInt.empty(), process.exitCode());
            assertTrue(WorkerProcess.active().contains(process));
            process.kill();
            assertTrue(process.join(Duration.ofDays(400_000)));
            assertFalse(WorkerProcess.active().contains(process));
        }
    }

    @Test
    void isEndedByClose() {
        var process = new WorkerProcess(() -> new CountDownLatch(1).await());
        try (process) {
            process.start();
        }
        assertFalse(process.isAlive());
        assertEquals(Optional.empty(), ProcessHandle.of(process.pid()));
    }

    @Test
    void completesAFutureAtItsEnd() throws Exception {
        var process = new WorkerProcess(() -> System.exit(3));
        process.start();
        assertEquals(
                OptionalInt.of(3),
                process.onExit().thenApply(WorkerProcess::exitCode).get(120, TimeUnit.SECONDS));
    }

    @Test
    void saysWhatToDoWhenItIsUsedInTheWrongOrder() {
        var process = new WorkerProcess(() -> {});
        assertTrue(refusal(process::join).contains("call start() first"));
        assertThrows(IllegalStateException.class, process::pid);
        assertThrows(IllegalStateException.class, process::kill);
        assertFalse(process.isAlive());
        process.start();
        assertTrue(refusal(process::start).contains("create a new WorkerProcess"));
        process.join();
        assertThrows(IllegalStateException.class, process::start);
        process.terminate();
        process.close();
        assertThrows(IllegalStateException.class, () -> WorkerProcess.current().start());
        assertThrows(IllegalStateException.class, () -> WorkerProcess.current().join());
    }

    @Test
    void refusesAtOnceWhatCannotTravel() {
        var thread = new Thread("a thread");
        var process = new WorkerProcess(() -> System.out.println(thread));
        assertThrows(CannotTravelException.class, process::start);
        assertFalse(process.isAlive());
    }

    @Test
    void goesOnWhenTheThreadThatWaitsIsInterrupted() throws InterruptedException {
        try (var process = new WorkerProcess(() -> new CountDownLatch(1).await())) {
            process.start();
            var caught = new Throwable[1];
            var waiter = new Thread(() -> {
                try {
                    process.join();
                } catch (Throwable e) {
                    caught[0] = e;
                }
            });
            waiter.start();
            waiter.interrupt();
            waiter.join();
            assertEquals(InterruptedException.class, caught[0].getClass());
            assertTrue(process.isAlive());
        }
    }

    @Test
    void survivesItsTasksInterruptingEverything() {
        assertEquals("still here\n", printed(() -> {
            Thread.currentThread().interrupt();
            System.out.println("still here");
            System.out.flush();
        }));
    }

    @Test
    void inheritsAndTakesSettings(@TempDir Path folder) throws IOException {
        System.setProperty("forkbook.test.inherited", "from the parent");
        try (var frontend = RecordingFrontend.install()) {
            var process = WorkerProcess.builder()
                    .jvmOptions("-Xmx64m")
                    .environment("FORKBOOK_TEST", "a variable")
                    .systemProperty("forkbook.test.own", "a property")
                    .workingDirectory(folder)
                    .startMethod(StartMethod.SPAWN)
                    .task(() -> {
                        System.out.println(System.getProperty("forkbook.test.inherited"));
                        System.out.println(System.getProperty("forkbook.test.own"));
                        System.out.println(System.getenv("FORKBOOK_TEST"));
                        System.out.println(Path.of("").toRealPath());
                        System.out.println(Runtime.getRuntime().maxMemory() < 70_000_000);
                        assert false : "assertions are on, as in the parent";
                    })
                    .build();
            process.start();
            process.join();
            assertEquals(
                    List.of(
                            "from the parent",
                            "a property",
                            "a variable",
                            folder.toRealPath().toString(),
                            "true"),
                    frontend.out().lines().toList());
            assertTrue(frontend.err().contains("AssertionError: assertions are on"), frontend.err());
        } finally {
            System.clearProperty("forkbook.test.inherited");
        }
    }

    @Test
    void findsWhatWasAddedToTheClassPath(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("greeting.txt"), "hello");
        try (var frontend = RecordingFrontend.install()) {
            frontend.classPath.add(folder);
            finished(() -> {
                var loader = context().reader().loader();
                try (var in = loader.getResourceAsStream("greeting.txt")) {
                    System.out.println(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            });
            assertEquals("hello\n", frontend.out());
        }
    }

    @Test
    void startsWorkersOfItsOwnWhoseOutputComesUp() {
        var text = printed(() -> {
            var child = new WorkerProcess(() ->
                    System.out.println("grandchild " + WorkerProcess.current().name() + " " + parent().pid()));
            child.start();
            child.join();
            System.out.println("child " + WorkerProcess.current().pid());
        });
        var lines = text.lines().toList();
        assertEquals(2, lines.size(), text);
        var childPid = lines.get(1).substring("child ".length());
        assertTrue(lines.get(0).startsWith("grandchild WorkerProcess-"), text);
        assertTrue(lines.get(0).endsWith(":1 " + childPid), text);
        assertNotEquals(childPid, Long.toString(ProcessHandle.current().pid()));
    }

    static void breed() {
        System.out.println("level");
        var child = new WorkerProcess(WorkerProcessTest::breed);
        child.start();
        child.join();
    }

    @Test
    void stopsARunawayOfWorkersThatStartWorkers() {
        try (var frontend = RecordingFrontend.install()) {
            finished(WorkerProcessTest::breed);
            assertEquals(4, frontend.out().lines().count(), frontend.out());
            assertTrue(frontend.err().contains("forkbook.maxDepth"), frontend.err());
        }
    }

    @Test
    void aProcessKnowsWhetherItIsADaemon() {
        assertFalse(WorkerProcess.current().isDaemon());
        try (var frontend = RecordingFrontend.install()) {
            for (boolean daemon : new boolean[] {true, false}) {
                var process = WorkerProcess.builder()
                        .task(() ->
                                System.out.print(WorkerProcess.current().isDaemon() + " " + parent().isDaemon() + ";"))
                        .daemon(daemon)
                        .build();
                process.start();
                process.join();
            }
            assertEquals("true false;false false;", frontend.out());
        }
        try (var pool = new ProcessPool(1)) {
            assertTrue(pool.apply(() -> WorkerProcess.current().isDaemon()));
        }
    }
}
