package org.forkbook.kernel;

import static org.forkbook.kernel.SparkCluster.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.multiprocessing.WorkerDiedException;
import org.forkbook.multiprocessing.pool.BrokenPoolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A notebook's pool on a real Spark cluster of two hosts: {@code .ci/spark-cluster up} starts it, and the properties
 * {@code forkbook.cluster} and {@code forkbook.spark.home} name its master and its Spark.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "forkbook.cluster", matches = "spark:.*")
class ClusterIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private KernelProcess kernel;

    @BeforeEach
    void startKernel() throws Exception {
        kernel = start("kernel");
    }

    private KernelProcess start(String name) throws Exception {
        return KernelProcess.start(
                Files.createDirectories(folder.resolve(name)), Map.of("SPARK_HOME", SparkCluster.SPARK_HOME));
    }

    @AfterEach
    void everythingIsGivenBack() {
        kernel.close();
        await(
                Duration.ofSeconds(20),
                () -> SparkCluster.workers().isEmpty()
                        && SparkCluster.executors().isEmpty()
                        && SparkCluster.coresUsed() == 0);
    }

    private Conversation cell(String code) {
        return kernel.client.cell(code.replace("MASTER", SparkCluster.MASTER));
    }

    @Test
    void lessonFivesCellRunsWithItsPoolLineChanged() {
        cell("""
                int square(int task) {
                    return task * task;
                }

                try (var pool = ClusterPool.connect("MASTER")) {
                    System.out.println(pool.map(task -> square(task), List.of(1, 2, 3, 4, 5)));
                }
                """).succeeds().prints("[1, 4, 9, 16, 25]\n");
    }

    @Test
    void outputArrivesAsItIsPrintedEvenAfterItsCellAndNoneIsLost() {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(2).build(); pool.map(n -> n, List.of(1, 2));")
                .succeeds();
        var begun = Instant.now();
        var later = kernel.client.cell("""
                var future = pool.applyAsync(() -> {
                    for (int i = 0; i < 3; i++) { System.out.println("line " + i); Thread.sleep(300); }
                    display("shown");
                    return 1;
                });""");
        later.succeeds();
        for (int i = 0; i < 3; i++) {
            var line = "line " + i;
            var message = kernel.client.awaitPublished(m -> m.type().equals("stream")
                    && Json.string(m.content(), "text", "").contains(line));
            assertEquals(
                    later.request().id(),
                    message.parentId(),
                    "under the cell that started the task, though it has ended");
        }
        kernel.client.awaitPublished(m -> m.type().equals("display_data"));
        assertTrue(Duration.between(begun, Instant.now()).toMillis() >= 600);

        var all = cell("""
                pool.map(n -> { for (int i = 0; i < 25_000; i++) System.out.println(n + " " + i); return n; },
                    List.of(1, 2, 3, 4));""").stream("stdout");
        assertEquals(100_000, all.lines().count());
    }

    @Test
    void whateverACellHasTravels() throws Exception {
        var jar = folder.resolve("library.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
            out.putNextEntry(new ZipEntry("from-library.txt"));
            out.write("found".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        cell("record Point(int x, int y) {} int base = 10; int add(int n) { return n + base; }")
                .succeeds();
        cell("var pool = ClusterPool.connect(\"MASTER\");").succeeds();
        cell("pool.map(n -> new Point(n, add(n)), List.of(1, 2))").returns("[Point[x=1, y=11], Point[x=2, y=12]]");
        cell("int add(int n) { return n * base; }").succeeds();
        cell("base = 3;").succeeds();
        cell("pool.map(n -> add(n), List.of(1, 2))").returns("[3, 6]");
        cell("%jars " + jar).succeeds();
        cell("""
                String read() throws Exception {
                    try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream("from-library.txt")) {
                        return in == null ? "missing" : new String(in.readAllBytes());
                    }
                }
                new HashSet<>(pool.map(n -> read(), List.of(1, 2, 3, 4, 5, 6, 7, 8)))""").returns("[found]");
        cell("var numbers = new double[10_000_000]; numbers[9] = 9;").succeeds();
        cell("pool.apply(() -> numbers)[9]").returns("9.0");
        cell("class Node { Node next; Node(Node n) { next = n; } } Node list = null;"
                        + " for (int i = 0; i < 20_000; i++) list = new Node(list);")
                .succeeds();
        cell("pool.apply(() -> { int n = 0; for (var l = list; l != null; l = l.next) n++; return n; })")
                .returns("20000");
        cell("pool.close();").succeeds();
    }

    private static Manifest manifest() {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return manifest;
    }

    @Test
    void aLostExecutorsTasksRunAgainOrFailWithTheirHost() {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(4).onWorkerDeath(OnWorkerDeath.RETRY).build();")
                .succeeds();
        cell("pool.map(n -> { Thread.sleep(200); return n; }, List.of(1, 2, 3, 4, 5, 6, 7, 8)).size()")
                .returns("8");
        await(SOON, () -> SparkCluster.workers().size() == 4);
        cell("var results = pool.mapAsync(n -> { Thread.sleep(1000); return n; }, List.of(1, 2, 3, 4, 5, 6, 7, 8));")
                .succeeds();
        SparkCluster.executors().get(0).destroyForcibly();
        var begun = Instant.now();
        cell("results.get()").returns("[1, 2, 3, 4, 5, 6, 7, 8]");
        var lasted = Duration.between(begun, Instant.now());
        System.out.println("executor killed: 8 results after " + lasted.toMillis() + " ms");
        assertTrue(lasted.toSeconds() < 30, lasted::toString);
        cell("pool.close();").succeeds();

        cell("var failing = ClusterPool.builder(\"MASTER\").size(2).build(); failing.map(n -> n, List.of(1, 2)).size()")
                .returns("2");
        cell("var lost = failing.applyAsync(() -> { Thread.sleep(60_000); return 1; });")
                .succeeds();
        kernel.client.cell("while (failing.workers().stream().noneMatch(w -> w.state() == WorkerInfo.State.BUSY))"
                + " Thread.onSpinWait();");
        SparkCluster.executors().forEach(ProcessHandle::destroyForcibly);
        var failure = cell("""
                try {
                    lost.get();
                } catch (ExecutionException e) {
                    System.out.print(e.getCause());
                }""");
        var said = failure.stream("stdout");
        assertTrue(said.contains("WorkerDiedException") && said.contains("10.77.0."), said);
        cell("failing.close();").succeeds();
    }

    @Test
    void aWorkersDeathLeavesItsExecutorAlone() {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(1).build(); pool.apply(() -> 1)")
                .returns("1");
        var executor = SparkCluster.executors().get(0).pid();
        for (var end : List.of("System.exit(7)", "Runtime.getRuntime().halt(7)")) {
            var died = cell("pool.apply(() -> { " + end + "; return 1; })").fails(WorkerDiedException.class.getName());
            assertTrue(
                    Json.string(died.content(), "evalue", "").contains("7"),
                    () -> died.content().toString());
        }
        cell("pool.apply(() -> 2)").returns("2");
        assertEquals(executor, SparkCluster.executors().get(0).pid());
        cell("pool.close();").succeeds();
    }

    @Test
    void theTasksOfAHostWhoseNetworkIsCutRunElsewhere() {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(4).onWorkerDeath(OnWorkerDeath.RETRY).build();"
                        + " pool.map(n -> { Thread.sleep(200); return n; }, List.of(1, 2, 3, 4, 5, 6, 7, 8)).size()")
                .returns("8");
        await(SOON, () -> SparkCluster.workers().size() == 4);
        cell("var results = pool.mapAsync(n -> { Thread.sleep(1000); return n; }, List.of(1, 2, 3, 4, 5, 6, 7, 8));")
                .succeeds();
        var begun = Instant.now();
        SparkCluster.link("fbw3", false);
        try {
            cell("results.get()").returns("[1, 2, 3, 4, 5, 6, 7, 8]");
            System.out.println("network cut: 8 results after "
                    + Duration.between(begun, Instant.now()).toMillis() + " ms");
            // The node's workers end too, though nobody can tell them to.
            await(
                    Duration.ofSeconds(30),
                    () -> SparkCluster.processes("fbw3", "WorkerMain").isEmpty());
        } finally {
            SparkCluster.link("fbw3", true);
        }
        cell("pool.close();").succeeds();
    }

    @Test
    void aBusyLoopEndsWhenItsFutureIsCancelledAndWhenItsCellIsInterrupted() throws Exception {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(1).build(); pool.apply(() -> 1)")
                .returns("1");
        cell("var busy = pool.submit(() -> { while (true) { } });").succeeds();
        cell("while (pool.workers().get(0).state() != WorkerInfo.State.BUSY) Thread.onSpinWait();")
                .succeeds();
        var first = SparkCluster.workers().get(0);
        cell("busy.cancel(true)").returns("true");
        await(SOON, () -> !first.isAlive());
        cell("pool.apply(() -> 2)").returns("2");
        cell("pool.close();").succeeds();
    }

    @Test
    void aKernelThatIsKilledLeavesNothingOnAnyHost() throws Exception {
        cell("var pool = ClusterPool.connect(\"MASTER\"); pool.map(n -> n, List.of(1, 2, 3)).size()")
                .returns("3");
        cell("pool.submit(() -> { while (true) { } });").succeeds();
        kernel.process.destroyForcibly().waitFor();
        var lasted = await(
                SOON,
                () -> SparkCluster.workers().isEmpty()
                        && SparkCluster.executors().isEmpty()
                        && SparkCluster.coresUsed() == 0);
        System.out.println("kernel killed: nothing left after " + lasted.toMillis() + " ms");
    }

    @Test
    void aMasterThatIsNotThereIsNamedAtOnce() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("10.77.0.1"))) {
            port = free.getLocalPort();
        }
        var begun = Instant.now();
        var broken = kernel.client
                .cell("ClusterPool.connect(\"spark://10.77.0.1:" + port + "\").apply(() -> 1)")
                .fails(BrokenPoolException.class.getName());
        var said = Json.string(broken.content(), "evalue", "");
        assertTrue(said.contains("No Spark master answers at spark://10.77.0.1:" + port), said);
        assertTrue(Duration.between(begun, Instant.now()).toSeconds() < 10);
    }

    @Test
    void anotherVersionOfSparkIsNamed() {
        assumeFalse(SparkCluster.OTHER_SPARK.isEmpty());
        var broken = cell("ClusterPool.builder(\"MASTER\").option(\"spark.home\", \"" + SparkCluster.OTHER_SPARK
                        + "\").build().apply(() -> 1)")
                .fails(BrokenPoolException.class.getName());
        var said = Json.string(broken.content(), "evalue", "");
        assertTrue(said.contains("another version of Spark"), said);
    }

    @Test
    void aClusterWithoutAFreeCoreSaysSo() throws Exception {
        cell("var pool = ClusterPool.builder(\"MASTER\").size(4).build();"
                        + " pool.map(n -> { Thread.sleep(100); return n; }, List.of(1, 2, 3, 4, 5, 6, 7, 8)).size()")
                .returns("8");
        await(SOON, () -> SparkCluster.coresUsed() == 4);
        cell("var second = ClusterPool.builder(\"MASTER\").size(1).build(); var waiting = second.applyAsync(() -> 1);")
                .succeeds();
        var note = kernel.client.awaitPublished(m -> m.type().equals("stream")
                && Json.string(m.content(), "text", "").contains("has no worker yet"));
        assertTrue(
                Json.string(note.content(), "text", "").contains("no free core"),
                () -> note.content().toString());
        cell("pool.close();").succeeds();
        cell("waiting.get()").returns("1"); // It has what the first one gave back.
        cell("second.close();").succeeds();
    }

    @Test
    void twoNotebooksShareTheClusterAndGiveItBackWithinSeconds() throws Exception {
        try (var other = start("other")) {
            var code = "var pool = ClusterPool.builder(\"" + SparkCluster.MASTER + "\").size(2).build();"
                    + " pool.map(n -> { Thread.sleep(100); return n; }, List.of(1, 2, 3, 4)).size()";
            kernel.client.cell(code).returns("4");
            other.client.cell(code).returns("4");
            await(SOON, () -> SparkCluster.coresUsed() == 4);
            var begun = Instant.now();
            kernel.client.cell("pool.close();").succeeds();
            await(SOON, () -> SparkCluster.coresUsed() == 2);
            System.out.println("close: cores given back after "
                    + Duration.between(begun, Instant.now()).toMillis() + " ms");
            other.client.cell("pool.close();").succeeds();
            await(SOON, () -> SparkCluster.coresUsed() == 0);
        }
    }
}
