package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.RecordingFrontend;
import org.forkbook.multiprocessing.RemoteException;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.WorkerProcess;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.multiprocessing.monitor.ProcessWatch;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in a pool is told, and nothing waits for ever. */
@Timeout(300)
class PoolHarmTest {

    private static void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void kill(long pid) throws IOException {
        new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start();
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    /** Waits until a worker has written that it runs. */
    private static long pidWrittenTo(Path file) throws IOException {
        while (!Files.exists(file) || Files.size(file) == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return Long.parseLong(Files.readString(file).strip());
    }

    private static void writePid(String file) throws IOException {
        var part = Path.of(file + ".part");
        Files.writeString(part, ProcessHandle.current().pid() + "\n");
        Files.move(part, Path.of(file));
    }

    @Test
    void aKilledWorkerFailsItsTaskAndNamesTheSignal(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        try (var pool = new ProcessPool(1)) {
            var future = pool.submit(() -> {
                writePid(file);
                forEver();
            });
            long pid = pidWrittenTo(Path.of(file));
            kill(pid);
            var e = assertInstanceOf(
                    WorkerDiedException.class,
                    assertThrows(ExecutionException.class, future::get).getCause());
            assertEquals(pid, e.pid());
            assertEquals(-9, e.exitCode());
            assertTrue(message(e).contains("SIGKILL"), message(e));
            assertTrue(message(e).contains("process " + pid), message(e));
            assertTrue(message(e).contains("memory"), message(e));
            assertEquals(2, pool.apply(() -> 2), "a new worker has taken its place");
        }
    }

    @Test
    void aMapWhoseWorkerHaltsFailsAndThePoolGoesOn() {
        try (var pool = new ProcessPool(2)) {
            var e = assertThrows(
                    WorkerDiedException.class,
                    () -> pool.map(
                            x -> {
                                if (x == 3) {
                                    Runtime.getRuntime().halt(12);
                                }
                                return x;
                            },
                            List.of(1, 2, 3, 4)));
            assertEquals(12, e.exitCode());
            assertTrue(message(e).contains("task 3 of 4"), message(e));
            assertEquals(List.of(1, 2), pool.map(x -> x, List.of(1, 2)));
        }
    }

    @Test
    void systemExitInATaskIsTheTasksFailureAndLosesNoOutput() {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(1)) {
            var e = assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> {
                        System.out.print("last words");
                        System.exit(4);
                    }));
            assertEquals(4, e.exitCode());
            assertEquals("last words", frontend.out());
        }
    }

    @Test
    void runningOutOfMemoryIsTheTasksFailure() {
        try (var pool = ProcessPool.builder().size(1).jvmOptions("-Xmx32m").build()) {
            var e = assertThrows(
                    Throwable.class,
                    () -> pool.apply(() -> {
                        Object hoard = "";
                        while (true) {
                            hoard = List.of(hoard, new byte[1 << 20]);
                        }
                    }));
            assertTrue(e instanceof OutOfMemoryError || e instanceof WorkerDiedException, e.toString());
            assertEquals(2, pool.apply(() -> 2));
        }
    }

    private static int dig(int n) {
        return n < 0 ? 0 : dig(n + 1) + 1;
    }

    @Test
    void aStackOverflowIsTheTasksFailureAndTheWorkerLives() {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            assertThrows(StackOverflowError.class, () -> pool.apply(() -> dig(0)));
            assertEquals(pid, pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    @Test
    void aCrashOfTheJvmIsToldWithItsOwnWords(@TempDir Path folder) {
        try (var frontend = RecordingFrontend.install();
                var pool =
                        ProcessPool.builder().size(1).workingDirectory(folder).build()) {
            var e = assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> {
                        var type = Class.forName("sun.misc.Unsafe");
                        var field = type.getDeclaredField("theUnsafe");
                        field.setAccessible(true);
                        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
                    }));
            assertEquals(-6, e.exitCode());
            assertTrue(message(e).contains("SIGABRT"), message(e));
            assertTrue(frontend.both().contains("SIGSEGV"), frontend.both());
            assertEquals(2, pool.apply(() -> 2));
        }
    }

    @Test
    void aTaskWhoseWorkerDiesRunsAgainIfThatIsWanted(@TempDir Path folder) {
        var marker = folder.resolve("died").toString();
        try (var pool =
                ProcessPool.builder().size(2).onWorkerDeath(OnWorkerDeath.RETRY).build()) {
            assertEquals(
                    List.of(1, 2, 3, 4),
                    pool.map(
                            x -> {
                                if (x == 2 && !Files.exists(Path.of(marker))) {
                                    Files.createFile(Path.of(marker));
                                    Runtime.getRuntime().halt(1);
                                }
                                return x;
                            },
                            List.of(1, 2, 3, 4)));
        }
    }

    @Test
    void aTaskThatKillsEveryWorkerIsGivenUpAfterThree(@TempDir Path folder) throws IOException {
        var log = folder.resolve("log").toString();
        try (var pool =
                ProcessPool.builder().size(1).onWorkerDeath(OnWorkerDeath.RETRY).build()) {
            assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> {
                        Files.writeString(Path.of(log), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        Runtime.getRuntime().halt(1);
                    }));
        }
        assertEquals("xxx", Files.readString(Path.of(log)));
    }

    @Test
    void aTaskThatTakesTooLongIsEndedAndTheOthersGoOn() throws Exception {
        try (var pool = ProcessPool.builder()
                .size(2)
                .taskTimeout(Duration.ofMillis(5_500))
                .build()) {
            var slow = pool.submit(() -> forEver());
            for (int i = 0; i < 10; i++) {
                assertEquals(1, pool.apply(() -> 1));
            }
            var e = assertThrows(ExecutionException.class, slow::get).getCause();
            assertInstanceOf(TaskTimeoutException.class, e);
            assertTrue(String.valueOf(e.getMessage()).contains("took longer than the 5.5 s that"), e::toString);
            assertEquals(List.of(1, 2, 3), pool.map(x -> x, List.of(1, 2, 3)));
        }
    }

    @Test
    void cancellingARunningTaskEndsItsWorkerAndNobodyElses(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        try (var pool = new ProcessPool(2)) {
            Future<?> endless = pool.submit(() -> {
                writePid(file);
                forEver();
            });
            long pid = pidWrittenTo(Path.of(file));
            var other = pool.submit(() -> {
                LockSupport.parkNanos(300_000_000);
                return "unharmed";
            });
            assertTrue(endless.cancel(true));
            assertTrue(endless.isCancelled());
            assertThrows(CancellationException.class, endless::get);
            assertEquals("unharmed", other.get());
            pool.map(x -> x, IntStream.range(0, 10).boxed().toList());
            assertFalse(pool.workers().stream().anyMatch(worker -> worker.pid() == pid));
            assertFalse(endless.cancel(true), "it was cancelled before");
        }
    }

    @Test
    void cancellingAWaitingTaskOnlyLeavesItOut(@TempDir Path folder) throws Exception {
        var ran = folder.resolve("ran").toString();
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            var first = pool.submit(() -> LockSupport.parkNanos(200_000_000));
            var second = pool.submit(() -> {
                Files.createFile(Path.of(ran));
            });
            assertTrue(second.cancel(true));
            first.get();
            assertEquals(pid, pool.apply(() -> ProcessHandle.current().pid()));
        }
        assertFalse(Files.exists(Path.of(ran)));
    }

    @Test
    void cancellingAnAsyncMapEndsIt(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        try (var pool = new ProcessPool(1)) {
            CompletableFuture<List<Integer>> map = pool.mapAsync(
                    x -> {
                        writePid(file);
                        forEver();
                        return x;
                    },
                    List.of(1, 2, 3));
            pidWrittenTo(Path.of(file));
            assertTrue(map.cancel(true));
            assertEquals(7, pool.apply(() -> 7));
        }
    }

    @Test
    void anInterruptedMapEndsItsTasksAtOnceAndOtherMapsGoOn(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        try (var pool = new ProcessPool(2)) {
            var caught = new CompletableFuture<Throwable>();
            var mapper = new Thread(() -> {
                try {
                    pool.map(
                            x -> {
                                if (x == 0) {
                                    writePid(file);
                                    forEver();
                                }
                                return x;
                            },
                            List.of(0));
                } catch (Throwable e) {
                    caught.complete(e);
                }
            });
            mapper.start();
            long pid = pidWrittenTo(Path.of(file));
            var other = pool.mapAsync(
                    x -> {
                        LockSupport.parkNanos(50_000_000);
                        return x;
                    },
                    List.of(1, 2, 3, 4, 5));
            var worker = ProcessHandle.of(pid).orElseThrow();
            mapper.interrupt();
            assertInstanceOf(InterruptedException.class, caught.get(120, TimeUnit.SECONDS));
            worker.onExit().get(120, TimeUnit.SECONDS);
            assertEquals(List.of(1, 2, 3, 4, 5), other.get());
            assertEquals(List.of(7), pool.map(x -> x, List.of(7)));
        }
    }

    @Test
    void aThreadThatWasInterruptedBeforehandHarmsNoChannel() {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            for (int i = 0; i < 20; i++) {
                var big = new byte[3_000_000];
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> pool.apply(() -> big.length));
                assertFalse(Thread.interrupted());
            }
            assertEquals(1, pool.apply(() -> 1));
            assertTrue(pid > 0);
        }
    }

    @Test
    void anInitializerThatThrowsBreaksThePoolForAll() throws Exception {
        try (var pool = ProcessPool.builder()
                .size(2)
                .initializer(() -> {
                    throw new IOException("no data base");
                })
                .build()) {
            var e = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertTrue(message(e).contains("no data base"), message(e));
            assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS), "no worker is left");
        }
    }

    @Test
    void anInitializerThatEndsTheProcessBreaksThePoolInsteadOfStartingForEver() {
        try (var pool = ProcessPool.builder()
                .size(1)
                .initializer(() -> Runtime.getRuntime().halt(5))
                .build()) {
            var e = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertTrue(message(e).contains("exit code 5"), message(e));
        }
    }

    @Test
    void aJvmThatDoesNotComeUpIsToldInTheJvmsWords() {
        try (var frontend = RecordingFrontend.install();
                var pool = ProcessPool.builder()
                        .size(2)
                        .jvmOptions("-XX:NoSuchOption")
                        .build()) {
            var e = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertTrue(message(e).contains("NoSuchOption"), message(e));
            assertTrue(frontend.both().contains("NoSuchOption"), frontend.both());
        }
    }

    @Test
    void nothingIsAcceptedAfterTheEnd() {
        var pool = new ProcessPool(1);
        pool.close();
        assertThrows(RejectedExecutionException.class, () -> pool.apply(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.submit(() -> 1));
        assertThrows(RejectedExecutionException.class, () -> pool.map(x -> x, List.of(1)));
        assertThrows(RejectedExecutionException.class, () -> pool.map(x -> x, List.of()));
        assertThrows(RejectedExecutionException.class, () -> pool.execute((RemoteRunnable) () -> {}));
        assertThrows(
                RejectedExecutionException.class, () -> CompletableFuture.runAsync((RemoteRunnable) () -> {}, pool));
        assertThrows(
                RejectedExecutionException.class,
                () -> pool.imap(x -> x, List.of(1)).toList());
    }

    @Test
    void endingAtOnceCancelsWhatRunsAndReturnsWhatWaits(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        try (var pool = new ProcessPool(1)) {
            var running = pool.submit(() -> {
                writePid(file);
                forEver();
            });
            pidWrittenTo(Path.of(file));
            Future<Integer> waiting = pool.submit(() -> 1);
            Runnable plain = (RemoteRunnable) () -> {};
            pool.execute(plain);
            var unstarted = pool.terminate();
            assertEquals(2, unstarted.size());
            assertSame(waiting, unstarted.get(0));
            assertSame(plain, unstarted.get(1));
            assertThrows(CancellationException.class, running::get);
            assertThrows(CancellationException.class, waiting::get);
            assertTrue(pool.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void closingIsCutShortByAnInterrupt(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid").toString();
        var pool = new ProcessPool(1);
        var running = pool.submit(() -> {
            writePid(file);
            forEver();
        });
        pidWrittenTo(Path.of(file));
        Thread.currentThread().interrupt();
        pool.close();
        assertTrue(Thread.interrupted());
        assertTrue(pool.isTerminated());
        assertTrue(running.isDone());
    }

    static final class Spiteful extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long born = ProcessHandle.current().pid();

        Spiteful() {
            super("spite");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (born != ProcessHandle.current().pid()) {
                throw new InvalidObjectException("can be read only where it was born");
            }
        }
    }

    static final class SpitefulResult implements Serializable {
        private static final long serialVersionUID = 1L;
        private final long born = ProcessHandle.current().pid();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (born != ProcessHandle.current().pid()) {
                throw new InvalidObjectException("can be read only where it was born");
            }
        }
    }

    @Test
    void anExceptionOrAResultThatCannotBeReadHereIsStillTold() {
        try (var pool = new ProcessPool(1)) {
            var e = assertThrows(
                    RemoteException.class,
                    () -> pool.apply(() -> {
                        throw new Spiteful();
                    }));
            assertTrue(message(e).contains("Spiteful: spite"), message(e));
            var unreadable = assertThrows(RemoteException.class, () -> pool.apply(() -> new SpitefulResult()));
            assertTrue(message(unreadable).contains("can be read only where it was born"), message(unreadable));
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void anArgumentThatCannotTravelFailsTheMapAndThePoolGoesOn() {
        try (var pool = new ProcessPool(1)) {
            var e = assertThrows(
                    CannotTravelException.class, () -> pool.map(x -> 1, List.<Object>of(1, new Thread("a thread"), 3)));
            assertTrue(message(e).contains("Thread"), message(e));
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String how;

        Refusing(String how) {
            this.how = how;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            switch (how) {
                case "assertion" -> throw new AssertionError("not me");
                case "memory" -> throw new OutOfMemoryError("not me");
                case "linkage" -> throw new NoClassDefFoundError("not me");
                default -> throw new IOException("not me");
            }
        }
    }

    @Test
    void anErrorWhileArgumentsArePackedIsTheMapsFailureAndHarmsNoWorker() {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            assertThrows(
                    AssertionError.class, () -> pool.map(x -> 1, List.<Object>of(1, new Refusing("assertion"), 3)));
            assertThrows(OutOfMemoryError.class, () -> pool.map(x -> 1, List.<Object>of(1, new Refusing("memory"), 3)));
            assertThrows(
                    NoClassDefFoundError.class, () -> pool.map(x -> 1, List.<Object>of(1, new Refusing("linkage"), 3)));
            var e = assertThrows(
                    CannotTravelException.class, () -> pool.map(x -> 1, List.<Object>of(1, new Refusing("io"), 3)));
            assertTrue(message(e).contains("not me"), message(e));
            assertEquals(pid, pool.apply(() -> ProcessHandle.current().pid()));
            assertThrows(
                    NoClassDefFoundError.class,
                    () -> pool.imap(x -> 1, List.<Object>of(1, new Refusing("linkage"), 3))
                            .toList());
        }
    }

    @Test
    void aPoolWithGoodWorkersOutlivesOthersThatDoNotComeUpAndGrowsAgain(@TempDir Path parent) throws Exception {
        var folder = Files.createDirectory(parent.resolve("folder"));
        try (var pool = ProcessPool.builder().size(2).workingDirectory(folder).build()) {
            var both = new CountDownLatch(2);
            while (pool.workers().stream().anyMatch(worker -> worker.state() == WorkerInfo.State.STARTING)) {
                both.await(10, TimeUnit.MILLISECONDS);
            }
            Files.delete(folder);
            assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> Runtime.getRuntime().halt(3)));
            while (pool.workers().ended().size() < 4) { // That one, and three that never were.
                both.await(10, TimeUnit.MILLISECONDS);
            }
            assertEquals(5, pool.apply(() -> 5));
            Files.createDirectory(folder);
            while (pool.workers().size() < 2) {
                both.await(10, TimeUnit.MILLISECONDS);
            }
            assertEquals(List.of(1, 2, 3), pool.map(x -> x, List.of(1, 2, 3)));
        }
    }

    @Test
    void aMissingWorkingFolderIsNamed(@TempDir Path parent) {
        var folder = parent.resolve("nowhere");
        try (var pool = ProcessPool.builder().size(1).workingDirectory(folder).build()) {
            var e = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertTrue(message(e).contains("working folder " + folder + " doesn't exist"), message(e));
            assertFalse(message(e).contains("memory"), message(e));
        }
        var process =
                WorkerProcess.builder().task(() -> {}).workingDirectory(folder).build();
        var e = assertThrows(UncheckedIOException.class, process::start);
        assertTrue(message(e).contains("working folder " + folder + " doesn't exist"), message(e));
    }

    @Test
    void timesThatAreTooLongToCountAreForEver() {
        var longest = Duration.ofSeconds(Long.MAX_VALUE);
        try (var pool = ProcessPool.builder().size(1).taskTimeout(longest).build()) {
            assertEquals(List.of(1, 2), pool.map(x -> x, List.of(1, 2), 2));
        }
        var process = new WorkerProcess(() -> {});
        process.start();
        assertTrue(process.join(longest));
        try (var frontend = RecordingFrontend.install();
                var watch = ProcessWatch.start(longest)) {
            assertTrue(frontend.both().isEmpty());
        }
    }

    @Test
    void aTimeLimitIsToldAsPeopleReadIt() {
        try (var pool = ProcessPool.builder()
                .size(1)
                .taskTimeout(Duration.ofMillis(500))
                .build()) {
            var e = assertThrows(TaskTimeoutException.class, () -> pool.apply(() -> forEver()));
            assertTrue(message(e).contains("0.5 s"), message(e));
        }
    }

    @Test
    void aTaskThatNobodyWaitsForTellsOfItsFailure() throws Exception {
        try (var frontend = RecordingFrontend.install();
                var pool = new ProcessPool(1)) {
            pool.execute((RemoteRunnable) () -> {
                throw new IllegalStateException("unheard");
            });
            frontend.await("unheard");
            assertTrue(frontend.err().contains("IllegalStateException"), frontend.err());
        }
    }
}
