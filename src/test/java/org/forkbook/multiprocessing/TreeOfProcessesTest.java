package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.TaskTimeoutException;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a task starts ends with its worker, whatever ends that. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class TreeOfProcessesTest {

    @TempDir
    Path folder = Path.of("");

    /** A child that waits for its own child, and a grandchild that has lost its parent; both write their ids. */
    static Process startTwo(String folder) throws IOException {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "sh -c 'sleep 612 & echo $! > \"$0/orphan\"' \"$0\"; echo $$ > \"$0/child\"; sleep 612; true",
                        folder)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<ProcessHandle> started() throws IOException {
        var all = new ArrayList<ProcessHandle>();
        for (var name : List.of("child", "orphan")) {
            var file = folder.resolve(name);
            while (!Files.exists(file) || Files.size(file) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
            all.add(ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .orElseThrow());
        }
        all.addAll(all.get(0).descendants().toList());
        return all;
    }

    @Test
    void aTimeLimitEndsWhatTheTaskHasStarted() throws Exception {
        var path = folder.toString();
        try (var pool =
                ProcessPool.builder().size(1).taskTimeout(Duration.ofSeconds(3)).build()) {
            var task = pool.submit(() -> startTwo(path).waitFor());
            var processes = started();
            var e = assertThrows(java.util.concurrent.ExecutionException.class, task::get);
            assertInstanceOf(TaskTimeoutException.class, e.getCause());
            ProcessEnd.await(processes);
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void cancellingATaskEndsWhatItHasStarted() throws Exception {
        var path = folder.toString();
        try (var pool = new ProcessPool(1)) {
            var task = pool.submit(() -> startTwo(path).waitFor());
            var processes = started();
            assertTrue(task.cancel(true));
            ProcessEnd.await(processes);
        }
    }

    @Test
    void killTerminateAndTheEndOfTheTaskEndWhatAProcessHasStarted() throws Exception {
        var path = folder.toString();
        for (var how : List.of("kill", "terminate", "return", "kill -9", "close")) {
            var process = new WorkerProcess(() -> {
                var child = startTwo(path);
                if (how.equals("return")) {
                    Path.of(path, "go").toFile().deleteOnExit();
                    while (!Files.exists(Path.of(path, "go"))) {
                        LockSupport.parkNanos(1_000_000);
                    }
                } else {
                    child.waitFor();
                }
            });
            process.start();
            var processes = started();
            switch (how) {
                case "kill" -> process.kill();
                case "terminate" -> process.terminate();
                case "return" -> Files.createFile(folder.resolve("go"));
                case "kill -9" -> new ProcessBuilder("kill", "-9", Long.toString(process.pid())).start();
                default -> process.close();
            }
            process.join();
            ProcessEnd.await(processes);
            Files.delete(folder.resolve("child"));
            Files.delete(folder.resolve("orphan"));
        }
    }

    @Test
    void aPoolThatIsClosedTakesWithItWhatFinishedTasksHaveStarted() throws Exception {
        var path = folder.toString();
        List<ProcessHandle> processes;
        try (var pool = new ProcessPool(2)) {
            pool.apply(() -> startTwo(path).pid());
            processes = started();
            assertTrue(processes.get(0).isAlive());
        }
        ProcessEnd.await(processes);
    }

    @Test
    void aKilledProgramsWorkersEndWhatTheyHaveStarted() throws Exception {
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentProgram.class.getName(),
                        "tree",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        var processes = started();
        program.destroyForcibly().waitFor();
        ProcessEnd.await(processes);
    }

    @Test
    void aWorkersWorkerAndItsChildrenEndWithIt() throws Exception {
        var path = folder.toString();
        var process = new WorkerProcess(() -> {
            try (var pool = new ProcessPool(1)) {
                pool.apply(() -> startTwo(path).waitFor());
            }
        });
        process.start();
        var processes = started();
        process.kill();
        process.join();
        ProcessEnd.await(processes);
    }

    @Test
    void theMarkIsSeenByNobodyInTheProgramItself() throws Exception {
        var child = new ProcessBuilder("env").start();
        var text = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .toList();
        assertFalse(text.toString().contains("FORKBOOK_TREE"));
    }
}
