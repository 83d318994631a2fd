package org.forkbook.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forkbook.client.KernelClient;
import org.forkbook.client.KernelProcess;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.service.ProcessLiveness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that is given much to do: what it takes of memory and descriptors stays within bounds. */
@Timeout(1800)
class KernelLoadTest {

    @TempDir
    Path folder = Path.of("");

    private static List<String> command(Path connection) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-cp",
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                "org.forkbook.Main",
                "kernel",
                connection.toString());
    }

    /** Runs a cell; how many characters it printed and returned. */
    private static long cell(KernelClient client, String code) throws Exception {
        var request = client.execute(code, true);
        long characters = 0;
        while (true) {
            var arrival =
                    client.next(Duration.ofMinutes(2)).orElseThrow(() -> new AssertionError("no answer: " + code));
            if (!arrival.message().parentId().equals(request)) {
                continue;
            }
            var content = arrival.message().content();
            if (arrival.message().type().equals("error")) {
                throw new AssertionError(content.toString());
            }
            if (arrival.message().type().equals("stream")) {
                characters += Json.string(content, "text", "").length();
            } else if (arrival.message().type().equals("execute_result")) {
                characters += Json.string(Json.object(content, "data"), "text/plain", "")
                        .length();
            }
            if (KernelClient.isIdle(arrival, request)) {
                return characters;
            }
        }
    }

    private static String state(KernelProcess kernel) throws Exception {
        return Traces.resident(kernel.pid()) + " MiB, " + Traces.descriptors(kernel.pid()) + " descriptors";
    }

    @Test
    void cellsPoolsOutputAndResultsWithoutEndLeaveAKernelAsItWas() throws Exception {
        int cells = Garbage.isLong() ? 10_000 : 100;
        int pools = Garbage.isLong() ? 1000 : 5;
        int megabytes = Garbage.isLong() ? 100 : 5;
        try (var kernel = KernelProcess.start(KernelLoadTest::command, folder);
                var client = KernelClient.connect(kernel.connection(), kernel.onExit())) {
            client.awaitReady(Duration.ofSeconds(60));
            cell(client, "try (var pool = new ProcessPool(2)) { pool.map(x -> x + 1, List.of(1, 2)); }");
            int descriptors = Traces.descriptors(kernel.pid());
            var before = state(kernel);

            long start = System.nanoTime();
            for (int i = 0; i < cells; i++) {
                cell(client, i % 10 == 0 ? "int method" + i % 100 + "(int x) { return x + " + i + "; }" : "1 + " + i);
            }
            Traces.figures(cells + " cells in " + seconds(start) + ": before " + before + "; after " + state(kernel));

            start = System.nanoTime();
            for (int i = 0; i < pools; i += 5) {
                cell(client, """
                        for (int i = 0; i < 5; i++) {
                            try (var pool = new ProcessPool(1)) {
                                pool.apply(() -> 1);
                            }
                        }
                        """);
            }
            Traces.figures(pools + " pools in " + seconds(start) + ": " + state(kernel));

            start = System.nanoTime();
            long printed = cell(
                    client,
                    "for (int i = 0; i < " + megabytes + " * 10_000; i++) System.out.println(\"" + "x".repeat(99)
                            + "\");");
            assertEquals(megabytes * 1_000_000L, printed);
            Traces.figures(megabytes + " MB printed in " + seconds(start) + ", none lost: " + state(kernel));

            start = System.nanoTime();
            cell(client, """
                    try (var pool = new ProcessPool(2)) {
                        long sum = 0;
                        for (byte[] part : pool.map(n -> new byte[%d], List.of(1, 2))) sum += part.length;
                        System.out.println(sum);
                    }
                    """.formatted(megabytes * 1_000_000));
            Traces.figures("results of " + 2 * megabytes + " MB in " + seconds(start) + ": " + state(kernel));

            cell(client, "System.gc();");
            var after = Traces.descriptors(kernel.pid());
            Traces.figures("at the end: " + state(kernel));
            assertTrue(after < descriptors + 40, "descriptors: " + descriptors + " before, " + after + " after");
            assertTrue(Traces.resident(kernel.pid()) < 2000, state(kernel));
        }
    }

    private static String seconds(long start) {
        return "%.1f s".formatted((System.nanoTime() - start) / 1e9);
    }

    @Test
    void nothingIsLeftOfAKernelThatIsKilled() throws Exception {
        int kernels = Garbage.isLong() ? 10 : 1;
        var longest = Duration.ZERO;
        for (int i = 0; i < kernels; i++) {
            try (var kernel = KernelProcess.start(KernelLoadTest::command, folder);
                    var client = KernelClient.connect(kernel.connection(), kernel.onExit())) {
                client.awaitReady(Duration.ofSeconds(60));
                cell(client, "var pool = new ProcessPool(2); pool.map(x -> x + 1, List.of(1, 2));");
                var workers = Stream.concat(
                                Stream.of(ProcessHandle.of(kernel.pid()).orElseThrow()),
                                ProcessHandle.of(kernel.pid()).orElseThrow().descendants())
                        .toList();
                workers.get(0).destroyForcibly();
                var gone = Traces.await(
                        () -> workers.stream().noneMatch(ProcessLiveness::isRunning), Duration.ofSeconds(60));
                longest = gone.compareTo(longest) > 0 ? gone : longest;
                Traces.await(() -> isClean(workers.get(0).pid()), Duration.ofSeconds(60));
            }
        }
        Traces.figures(kernels + " kernels killed: the last of their workers gone after " + longest.toMillis()
                + " ms at most, no file left");
    }

    private static boolean isClean(long pid) {
        try {
            return Traces.files(pid).isEmpty();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
