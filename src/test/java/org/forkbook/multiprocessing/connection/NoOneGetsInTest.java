package org.forkbook.multiprocessing.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.forkbook.broker.Broker;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.queue.ProcessQueue;
import org.forkbook.multiprocessing.shared.SharedIntArray;
import org.forkbook.multiprocessing.shared.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another user of this machine, and whoever looks at the list of processes, gets nothing. Linux only. */
@Timeout(300)
class NoOneGetsInTest {

    private static final String NOBODY = "65534";

    @TempDir
    Path folder = Path.of("");

    /** All that the library has open or in the file system while everything it has is in use. */
    private static List<Path> everything() throws IOException {
        var all = new ArrayList<Path>();
        var socket = Path.of(Broker.own().address().socket());
        all.add(socket);
        all.add(Objects.requireNonNull(socket.getParent()));
        long pid = ProcessHandle.current().pid();
        for (var place : List.of("/dev/shm", "/tmp", System.getProperty("java.io.tmpdir"))) {
            try (var files = Files.newDirectoryStream(Path.of(place), "forkbook*" + pid + "*")) {
                files.forEach(all::add);
            }
        }
        for (var process : ProcessHandle.current().descendants().toList()) {
            all.add(Path.of("/proc/" + process.pid() + "/environ"));
            all.add(Path.of("/proc/" + process.pid() + "/fd"));
        }
        // Where nameless memory is reached.
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var entry : open) {
                if (Files.isSymbolicLink(entry)
                        && Files.readSymbolicLink(entry).toString().contains("forkbook-")) {
                    all.add(Path.of("/proc/" + pid + "/fd/" + entry.getFileName()));
                }
            }
        }
        return all;
    }

    @Test
    void anotherUserOfTheMachineGetsAtNothing() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can be another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
        try (var pool = new ProcessPool(2);
                var queue = ProcessQueue.<Integer>create();
                var array = SharedIntArray.create(1000);
                var named = SharedMemory.create(
                        "strangers-" + ProcessHandle.current().pid(), 4096)) {
            pool.apply(() -> {
                queue.put(1);
                array.set(0, 1);
                named.buffer().put(0, (byte) 1);
            });
            var targets = everything();
            assertTrue(targets.size() >= 8, targets.toString());
            var lines = asNobody(targets);
            assertEquals(targets.size(), lines.size(), lines.toString());
            assertEquals(
                    List.of(),
                    lines.stream().filter(line -> line.startsWith("GOT")).toList());
        }
    }

    private List<String> asNobody(List<Path> targets) throws Exception {
        // A place that the other user can read, with nothing but the program in it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var home = Files.createDirectories(folder.resolve("org/forkbook/multiprocessing/connection"));
        try (var code = Stranger.class.getResourceAsStream("Stranger.class")) {
            Files.write(
                    home.resolve("Stranger.class"), Objects.requireNonNull(code).readAllBytes());
        }
        var command = new ArrayList<>(List.of(
                "/usr/bin/setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                folder.toString(),
                Stranger.class.getName()));
        targets.forEach(path -> command.add(path.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = out.lines().toList();
            assertTrue(process.waitFor(180, TimeUnit.SECONDS));
            return lines;
        }
    }

    @Test
    void noSecretShowsInTheListOfProcessesNorInTheirEnvironment() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
        byte[] key = "the key of a listener".getBytes(StandardCharsets.UTF_8);
        try (var listener = Listener.open(0, key);
                var pool = ProcessPool.builder()
                        .size(2)
                        .startMethod(StartMethod.SPAWN)
                        .systemProperty("own.password", "opensesame")
                        .build();
                var queue = ProcessQueue.<Integer>create()) {
            assertEquals("opensesame", pool.apply(() -> {
                queue.put(1);
                return System.getProperty("own.password");
            }));
            assertTrue(listener.port() > 0);
            var token = Broker.own().address().token();
            var workers = ProcessHandle.current().descendants().toList();
            assertFalse(workers.isEmpty());
            for (var worker : workers) {
                for (var what : List.of("cmdline", "environ")) {
                    var text = Files.readString(
                            Path.of("/proc/" + worker.pid() + "/" + what), StandardCharsets.ISO_8859_1);
                    assertFalse(text.contains(token), what);
                    assertFalse(text.contains("opensesame"), what);
                    assertFalse(text.contains("the key of"), what);
                    assertFalse(text.matches("(?s).*[0-9a-f]{64}.*"), what + " has what looks like a token");
                }
            }
        }
    }
}
