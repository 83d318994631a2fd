package org.forkbook.multiprocessing.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.cluster.AgentInvitation;
import org.forkbook.multiprocessing.cluster.ClusterEngine;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;
import org.forkbook.multiprocessing.monitor.ProcessTable;
import org.forkbook.multiprocessing.monitor.WorkerInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool whose workers are started by real agents, which are processes of this machine that stand for two nodes. */
@Timeout(180)
class ClusterPoolTest {

    private static final String NODES = "local-nodes[2,1]";

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static void assertSays(String part, @Nullable Throwable failure) {
        var text = String.valueOf(failure);
        assertTrue(text.contains(part), text);
    }

    /** The PIDs of agents on this machine, which have a folder for their files each. */
    private static Set<Long> agents() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("NodeAgent"))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void tasksRunOnSeveralNodesAsInAnyPool() {
        try (var pool = ClusterPool.connect(NODES)) {
            assertEquals(List.of(1, 4, 9, 16, 25), pool.map(task -> task * task, List.of(1, 2, 3, 4, 5)));
            assertEquals(
                    List.of(11, 22),
                    pool.starmap((Integer a, Integer b) -> a + b, List.of(Map.entry(1, 10), Map.entry(2, 20))));
            Iterable<Integer> endless = () -> Stream.iterate(0, n -> n + 1).iterator();
            try (var doubled = pool.imap(n -> 2 * n, endless)) {
                assertEquals(List.of(0, 2, 4), doubled.limit(3).toList());
            }
            assertEquals(7, pool.apply(() -> 7));
            assertEquals(
                    Set.of("node1", "node2"),
                    pool.workers().stream().map(WorkerInfo::host).collect(Collectors.toSet()));
            assertTrue(pool.workers().toString().contains("host"), "the table has a column for it");
            var timeline = pool.timeline().toString();
            assertTrue(timeline.contains("\nnode1\nPID ") && timeline.contains("\nnode2\nPID "), timeline);
            assertTrue(ProcessTable.now().stream()
                    .anyMatch(process -> process.host().equals("node2")));
            var cpu = pool.workers().stream().map(WorkerInfo::cpuTime).max(Duration::compareTo);
            assertTrue(cpu.orElseThrow().toMillis() > 0, "the worker reports it itself");
            assertFalse(pool.map(n -> ProcessHandle.current().pid(), List.of(1, 2, 3))
                    .contains(ProcessHandle.current().pid()));
        }
    }

    @Test
    void whatTasksPrintArrivesWhileTheyRun() throws Exception {
        var lines = new StringWriter();
        var output = new Frontend.Output() {
            @Override
            public void print(Frontend.Channel channel, String text) {
                lines.write(text);
            }

            @Override
            public void display(String displayJson, boolean update) {
                // Nothing is displayed here.
            }
        };
        var frontend = new CollectingFrontend(output);
        Frontend.install(frontend);
        try (var pool = ClusterPool.builder(NODES).size(1).build()) {
            var gate = Files.createTempFile("forkbook-gate-", "");
            var name = gate.toString();
            var running = pool.applyAsync(() -> {
                System.out.println("begun");
                while (Files.exists(Path.of(name))) {
                    LockSupport.parkNanos(1_000_000);
                }
                return "done";
            });
            await(() -> lines.toString().contains("begun"));
            assertFalse(running.isDone());
            Files.delete(gate);
            assertEquals("done", running.get());
        } finally {
            Frontend.uninstall(frontend);
        }
    }

    /** The default frontend with another output. */
    private record CollectingFrontend(Output output) implements Frontend {
        private static final Frontend USUAL = Frontend.current();

        @Override
        public org.forkbook.serialization.analysis.ClassSource classes() {
            return USUAL.classes();
        }
    }

    @Test
    void whatATaskThrowsHasItsTypeAndNamesProcessAndHost() {
        try (var pool = ClusterPool.builder(NODES).size(1).build()) {
            var failure = assertThrows(
                    IllegalStateException.class,
                    () -> pool.apply(() -> {
                        throw new IllegalStateException("no");
                    }));
            assertSays("on node1", failure.getCause());
        }
    }

    @Test
    void largeArraysAndProgramClassesTravel() {
        record Sum(double value) implements java.io.Serializable {}
        var numbers = IntStream.range(0, 1_000_000).asDoubleStream().toArray();
        try (var pool = ClusterPool.connect(NODES)) {
            var sum = pool.apply(() -> new Sum(IntStream.range(0, numbers.length)
                    .mapToDouble(i -> numbers[i])
                    .sum()));
            assertEquals(new Sum(499_999_500_000.0), sum);
            assertEquals(numbers.length, pool.apply(() -> numbers.clone()).length);
        }
    }

    @Test
    void aLargeArrayThatAMapCapturesIsSentOnceANode() {
        var numbers = IntStream.range(0, 1_000_000).asDoubleStream().toArray();
        try (var pool = ClusterPool.connect("local-nodes[1,2]")) {
            pool.map(n -> n, List.of(1, 2, 3, 4));
            await(() -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE)
                    && pool.workers().size() == 2);
            var sums = pool.map(
                    n -> {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                        return n + Arrays.stream(numbers).sum();
                    },
                    List.of(1, 2, 3, 4, 5, 6, 7, 8));
            assertEquals(499_999_500_008.0, sums.get(7));
            var sent = pool.workers().stream().mapToLong(WorkerInfo::shipped).sum();
            assertTrue(sent < 8_000_000, () -> "the workers themselves have got " + sent + " bytes");
            assertEquals(
                    3.0,
                    pool.map(
                                    n -> {
                                        numbers[0] += n;
                                        return numbers[0];
                                    },
                                    List.of(3))
                            .get(0),
                    "each worker has a copy of its own");
            assertEquals(
                    4.0,
                    pool.map(
                                    n -> {
                                        numbers[0] += n;
                                        return numbers[0];
                                    },
                                    List.of(4))
                            .get(0));
        }
    }

    @Test
    void aKilledWorkerFailsItsTaskWithHostAndExitCodeAndIsReplaced() {
        try (var pool = ClusterPool.builder(NODES).size(1).build()) {
            var died = assertThrows(
                    WorkerDiedException.class,
                    () -> pool.apply(() -> {
                        Runtime.getRuntime().halt(7);
                        return 0;
                    }));
            assertEquals(7, died.exitCode());
            assertEquals("node1", died.host());
            assertSays("on node1", died);
            assertEquals(5, pool.apply(() -> 5));
        }
    }

    @Test
    void aKilledAgentsTasksRunAgainOnAnotherSlot() {
        var builder = ClusterPool.builder(NODES).onWorkerDeath(OnWorkerDeath.RETRY);
        try (var pool = builder.build()) {
            pool.map(n -> n, List.of(1, 2, 3, 4));
            await(() -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE)
                    && pool.workers().size() == 2);
            var before = agents();
            var results = pool.mapAsync(
                    n -> {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                        return n * 10;
                    },
                    List.of(1, 2, 3, 4, 5, 6));
            await(() -> pool.workers().stream().anyMatch(worker -> worker.state() == WorkerInfo.State.BUSY));
            ProcessHandle.of(before.iterator().next()).orElseThrow().destroyForcibly();

            assertEquals(List.of(10, 20, 30, 40, 50, 60), results.join());
            await(() -> pool.workers().stream()
                            .filter(w -> w.state() == WorkerInfo.State.IDLE)
                            .count()
                    == 2);
        }
    }

    @Test
    void aBusyLoopIsCancelledAndItsWorkerReplaced() throws Exception {
        try (var pool = ClusterPool.builder(NODES).size(1).build()) {
            var running = pool.submit(() -> {
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
            });
            await(() -> pool.workers().stream().anyMatch(worker -> worker.state() == WorkerInfo.State.BUSY));
            running.cancel(true);
            assertThrows(CancellationException.class, running::get);
            assertEquals(3, pool.apply(() -> 3));
        }
    }

    @Test
    void initializersLimitsAndReplacementsWork() {
        var builder = ClusterPool.builder(NODES).size(1).initializer(() -> System.setProperty("ready", "yes"));
        try (var pool =
                builder.maxTasksPerWorker(1).taskTimeout(Duration.ofSeconds(20)).build()) {
            assertEquals("yes", pool.apply(() -> System.getProperty("ready")));
            var first = pool.apply(() -> ProcessHandle.current().pid());
            var second = pool.apply(() -> ProcessHandle.current().pid());
            assertFalse(first.equals(second), "each task has a worker of its own");
        }
        try (var pool = ClusterPool.builder(NODES)
                .size(1)
                .taskTimeout(Duration.ofMillis(300))
                .build()) {
            assertThrows(
                    TaskTimeoutException.class,
                    () -> pool.apply(() -> {
                        while (!Thread.interrupted()) {
                            Thread.onSpinWait();
                        }
                        return 0;
                    }));
        }
    }

    @Test
    void closingEndsAllAgentsAndTheirFiles() throws IOException {
        var folders = new HashSet<>(nodeFolders());
        try (var pool = ClusterPool.connect(NODES)) {
            pool.map(n -> n, List.of(1, 2));
            assertEquals(2, agents().size());
        }
        await(() -> agents().isEmpty());
        await(() -> {
            try {
                return folders.containsAll(nodeFolders());
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static Set<Path> nodeFolders() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("forkbook-"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aPoolGrowsWhileTasksWaitAndGivesIdleSlotsBack() {
        var builder = ClusterPool.builder("local-nodes[2,2]").size(1, 4).idleTimeout(Duration.ofSeconds(1));
        try (var pool = builder.build()) {
            var results = pool.mapAsync(
                    n -> {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                        return n;
                    },
                    IntStream.range(0, 60).boxed().toList());
            await(() -> pool.workers().stream()
                            .filter(w -> w.state() == WorkerInfo.State.BUSY)
                            .count()
                    > 2);
            assertEquals(60, results.join().size());
            await(() -> pool.workers().size() == 1 && agents().size() == 1);
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void aStrangerAtThePortGetsNothingAndIsCounted() throws IOException {
        int port = freePort();
        try (var pool = ClusterPool.builder(NODES).size(1).port(port).build()) {
            assertEquals(1, pool.apply(() -> 1));
            for (int i = 0; i < 3; i++) {
                try (var stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    stranger.getOutputStream()
                            .write("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    stranger.setSoTimeout(30_000);
                    var answer = stranger.getInputStream().readAllBytes();
                    assertTrue(answer.length < 50, "at most TLS's own alert");
                }
            }
            await(() -> pool.rejectedConnections() == 3);
            assertEquals(2, pool.apply(() -> 2));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aCommandThatCannotRunBreaksThePoolWithWhatItSaid() {
        var started = System.nanoTime();
        try (var pool = ClusterPool.builder("command:false").size(1).build()) {
            var broken = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertSays("\"false sh\" ended with exit code 1", broken);
            assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(60));
        }
        try (var pool =
                ClusterPool.builder("command:no-such-command {a,b}").size(1).build()) {
            var broken = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertSays("no-such-command", broken);
        }
    }

    @Test
    void aNodeWithoutTheJavaThatWasNamedSaysSo() {
        try (var pool = ClusterPool.builder(NODES).size(1).javaHome("/no/java").build()) {
            var broken = assertThrows(BrokenPoolException.class, () -> pool.apply(() -> 1));
            assertSays("there is no Java in /no/java", broken);
            assertSays("javaHome(..)", broken);
        }
    }

    @Test
    void anUnknownUrlIsRefusedAtOnce() {
        var refused = assertThrows(IllegalArgumentException.class, () -> ClusterPool.connect("sprak://host:7077"));
        assertSays("spark://host:7077", refused);
        assertThrows(
                IllegalArgumentException.class, () -> ClusterPool.builder(NODES).size(0));
        assertThrows(
                IllegalArgumentException.class, () -> ClusterPool.builder(NODES).size(3, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> ClusterPool.builder(NODES).workingDirectory(Path.of("x")).build());
    }

    @Test
    void aPoolWithoutSlotsIsClosedAtOnce() {
        var pool = ClusterPool.builder("nothing").engine(new NoSlots()).size(2).build();
        CompletableFuture<Integer> waiting = pool.applyAsync(() -> 1);
        pool.terminate();
        pool.close();
        await(waiting::isCompletedExceptionally);
    }

    /** An engine whose cluster never has a free slot. */
    private static final class NoSlots implements ClusterEngine {
        @Override
        public boolean accepts(String url) {
            return true;
        }

        @Override
        public ClusterSession open(ClusterRequest request) {
            return new ClusterSession() {
                @Override
                public void start(AgentInvitation invitation) {
                    assertFalse(invitation.toString().contains(invitation.token()), "the secret isn't printed");
                }

                @Override
                public String state() {
                    return "All slots are taken.";
                }

                @Override
                public void close() {
                    // It holds nothing.
                }
            };
        }
    }

    @Test
    void librariesAreSentOnceANode(@TempDir Path folder) throws Exception {
        var name = folder.resolve("data");
        Files.createDirectories(name);
        Files.writeString(name.resolve("found.txt"), "found");
        try (var pool = ClusterPool.connect("local-nodes[1,2]")) {
            var paths = pool.map(n -> System.getProperty("java.class.path"), List.of(1, 2, 3, 4));
            assertEquals(1, new HashSet<>(paths).size(), "both workers of the node have the same files");
            assertTrue(paths.get(0).contains("forkbook-node-"), paths.get(0));
            assertInstanceOf(String.class, paths.get(0));
        }
    }
}
