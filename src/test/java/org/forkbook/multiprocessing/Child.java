package org.forkbook.multiprocessing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of a test's own that runs one task and talks by lines with the test that started it. Kept as small as can be, so that
 * what is shared is tested without the library's own workers.
 */
public final class Child implements AutoCloseable {

    /** What a child runs. It says things to its test by {@link #say} and is told things by {@link #hear}. */
    public interface Task extends Serializable {
        void run() throws Exception;
    }

    private static final long MOST_SECONDS = 180;
    private static final PrintStream TO_TEST = System.out;

    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private Child(Process process) {
        this.process = process;
        var reader = new Thread(this::read, "lines of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().map(Optional::of).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // As its end.
        } finally {
            lines.add(Optional.empty());
        }
    }

    public static Child start(Task task, String... jvmOptions) throws IOException {
        return startUnder(List.of(), task, jvmOptions);
    }

    /** Starts one by another program, such as one that sets limits, which runs what it gets as arguments. */
    static Child startUnder(List<String> program, Task task, String... jvmOptions) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(task);
        }
        var command = new ArrayList<>(program);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(jvmOptions));
        command.add(Child.class.getName());
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        bytes.writeTo(process.getOutputStream());
        process.getOutputStream().flush();
        return new Child(process);
    }

    public static void main(String[] args) throws Exception {
        ((Task) new ObjectInputStream(System.in).readObject()).run();
    }

    /** In the child: sends a line to the test. */
    public static void say(@Nullable Object line) {
        TO_TEST.println(line);
        TO_TEST.flush();
    }

    /** In the child: waits until the test tells it to go on. */
    public static void hear() throws IOException {
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(3); // The test has gone.
        }
    }

    /** In the test: what the child says next; null when it has ended. */
    @Nullable
    public String line() throws InterruptedException {
        var line = lines.poll(MOST_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("The child has said nothing for " + MOST_SECONDS + " s");
        }
        if (line.isEmpty()) {
            lines.add(line); // The end stays the end.
        }
        return line.orElse(null);
    }

    /** In the test: lets the child go on. */
    public void tell() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    public long pid() {
        return process.pid();
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public int join() throws InterruptedException {
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The child still runs after " + MOST_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
