package org.forkbook.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** A kernel in a process of its own, from the one jar; its output goes to files. */
final class KernelProcess implements AutoCloseable {

    private final Path folder;
    private final ProcessBuilder builder;
    private final ConnectionInfo info;
    final Process process;
    final TestClient client;

    private KernelProcess(
            Path folder, ProcessBuilder builder, ConnectionInfo info, Process process, TestClient client) {
        this.folder = folder;
        this.builder = builder;
        this.info = info;
        this.process = process;
        this.client = client;
    }

    static KernelProcess start(Path folder, Map<String, String> environment) throws IOException {
        return start(folder, environment, List.of("-jar", System.getProperty("forkbook.jar")));
    }

    /** One of the classes that the tests run with. */
    static KernelProcess fromClasses(Path folder, Map<String, String> environment, String heap) throws IOException {
        var javac = "jdk.compiler/com.sun.tools.javac.";
        return start(
                folder,
                environment,
                List.of(
                        heap,
                        "--add-exports=" + javac + "api=ALL-UNNAMED",
                        "--add-exports=" + javac + "code=ALL-UNNAMED",
                        "--add-exports=" + javac + "util=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.forkbook.Main"));
    }

    private static KernelProcess start(Path folder, Map<String, String> environment, List<String> program)
            throws IOException {
        var info = TestClient.freePorts();
        var connection = folder.resolve("connection.json");
        Files.deleteIfExists(connection);
        info.write(connection, "forkbook");
        var builder = new ProcessBuilder(command(program, connection))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment()
                .put(CellHistory.VARIABLE, folder.resolve("history.jsonl").toString());
        builder.environment().putAll(environment);
        return begin(folder, builder, info);
    }

    private static KernelProcess begin(Path folder, ProcessBuilder builder, ConnectionInfo info) throws IOException {
        var process = builder.start();
        try {
            return new KernelProcess(folder, builder, info, process, TestClient.join(info));
        } catch (AssertionError e) {
            var state = process.isAlive() ? "runs" : "has ended with exit code " + process.exitValue();
            process.destroyForcibly();
            throw new AssertionError("the kernel's process " + state + "; it wrote: " + written(folder), e);
        }
    }

    /** Starts a kernel in the place of this one, which has ended, as Jupyter does: with the same connection file. */
    KernelProcess startAgain() throws IOException {
        return begin(folder, builder, info);
    }

    private static List<String> command(List<String> program, Path connection) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-ea", "-XX:+UseSerialGC"));
        command.addAll(program);
        command.addAll(List.of("kernel", connection.toString()));
        return command;
    }

    /** What the process itself has written; a kernel writes nothing. */
    String written() throws IOException {
        return written(folder);
    }

    private static String written(Path folder) throws IOException {
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
