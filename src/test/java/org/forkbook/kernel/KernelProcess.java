package org.forkbook.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.history.History;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** A kernel in a process of its own, from the one jar; its output goes to files. */
final class KernelProcess implements AutoCloseable {

    private final Path folder;
    final Process process;
    final TestClient client;

    private KernelProcess(Path folder, Process process, TestClient client) {
        this.folder = folder;
        this.process = process;
        this.client = client;
    }

    static KernelProcess start(Path folder, Map<String, String> environment) throws IOException {
        var info = TestClient.freePorts();
        var connection = folder.resolve("connection.json");
        Files.deleteIfExists(connection);
        info.write(connection, "forkbook");
        var builder = new ProcessBuilder(command(connection))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .put(History.VARIABLE, folder.resolve("history.jsonl").toString());
        builder.environment().putAll(environment);
        var process = builder.start();
        return new KernelProcess(folder, process, join(info));
    }

    private static List<String> command(Path connection) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var jar = System.getProperty("forkbook.jar");
        return List.of(java, "-ea", "-XX:+UseSerialGC", "-jar", jar, "kernel", connection.toString());
    }

    private static TestClient join(ConnectionInfo info) {
        return TestClient.join(info);
    }

    /** What the process itself has written; a kernel writes nothing. */
    String written() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }

    /** Waits for the end of the process; gives its exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            throw new AssertionError("the kernel's process goes on");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
