package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forkbook.service.ProcessEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that a kernel's cells have started end with the kernel. */
@Timeout(300)
@EnabledOnOs(OS.LINUX)
class KilledKernelIT {

    @TempDir
    Path folder;

    /** Cells that start a child with a child, one that has lost its parent, and the same in a worker. */
    private List<ProcessHandle> startAll(KernelProcess kernel) throws Exception {
        kernel.client.cell("""
                        var out = new File("%s");
                        Process begin(String name) throws IOException {
                            return new ProcessBuilder("sh", "-c", "setsid sleep 611 & echo $! $$ > " + name
                                    + ".part; mv " + name + ".part " + name + "; sleep 612; true")
                                    .directory(out).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                        }
                        begin("cell");
                        var process = new WorkerProcess(() -> begin("worker").waitFor());
                        process.start();
                        for (var name : List.of("cell", "worker"))
                            while (!new File(out, name).exists()) Thread.onSpinWait();
                        """.formatted(folder)).succeeds();
        var all = new ArrayList<ProcessHandle>();
        for (var name : List.of("cell", "worker")) {
            for (var pid : Files.readString(folder.resolve(name)).strip().split(" ", -1)) {
                all.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
            }
        }
        return all;
    }

    @Test
    void whatCellsAndTasksHaveStartedEndsWithAKernelThatIsKilled() throws Exception {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            var started = startAll(kernel);
            kernel.process.destroyForcibly().waitFor();
            ProcessEnd.await(started);
        }
    }

    @Test
    void whatCellsAndTasksHaveStartedEndsWithAKernelThatIsShutDown() throws Exception {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            var started = startAll(kernel);
            var content = new JsonObject();
            content.addProperty("restart", false);
            kernel.client.send(kernel.client.control, "shutdown_request", content);
            assertEquals(0, kernel.awaitExit());
            ProcessEnd.await(started);
        }
    }
}
