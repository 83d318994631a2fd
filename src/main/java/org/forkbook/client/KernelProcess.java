package org.forkbook.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.service.ExitStatus;

/**
 * Kernel process with its connection file in its own folder. Closing it ends the process and what the process started,
 * and removes the folder; so does the end of this JVM, by Ctrl-C too.
 */
public final class KernelProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Process process;
    private final ConnectionInfo connection;
    private final TemporaryFolder folder;
    private final KernelOutputTail tail;
    private final Thread hook;

    private KernelProcess(Process process, ConnectionInfo connection, TemporaryFolder folder) {
        this.process = process;
        this.connection = connection;
        this.folder = folder;
        this.tail = new KernelOutputTail(process.getInputStream(), "forkbook-kernel-" + process.pid());
        this.hook = new Thread(this::end, "forkbook-kernel-end-" + process.pid());
    }

    /**
     * Starts a kernel.
     *
     * @param launcher its command
     * @param workingFolder the kernel's working directory
     * @throws KernelException if the program can't be started
     */
    public static KernelProcess start(Launcher launcher, Path workingFolder) throws KernelException {
        TemporaryFolder folder = null;
        try {
            folder = TemporaryFolder.create("forkbook-kernel-");
            var file = folder.path().resolve("connection.json");
            var connection = newConnection();
            connection.write(file, "forkbook");
            var builder = new ProcessBuilder(launcher.command(file))
                    .directory(workingFolder.toAbsolutePath().toFile())
                    .redirectErrorStream(true);
            // Jupyter's own way to tell a kernel its parent, which it must not outlive.
            builder.environment()
                    .put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
            launcher.environment(builder.environment());
            var kernel = new KernelProcess(builder.start(), connection, folder);
            kernel.process.getOutputStream().close();
            try {
                Runtime.getRuntime().addShutdownHook(kernel.hook);
            } catch (IllegalStateException e) {
                // This JVM is shutting down: nothing would end the kernel later.
                kernel.end();
                throw new KernelException("Can't start a kernel: this program is ending", e);
            }
            return kernel;
        } catch (IOException | UncheckedIOException e) {
            if (folder != null) {
                remove(folder);
            }
            throw new KernelException("The kernel's process can't be started: " + e.getMessage(), e);
        }
    }

    private static ConnectionInfo newConnection() throws IOException {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return ConnectionInfo.onLoopback(FreePorts.find(5), HexFormat.of().formatHex(key));
    }

    /** The kernel's addresses. */
    public ConnectionInfo connection() {
        return connection;
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** Done as soon as the process has ended, for whatever reason. */
    public CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of a sentence for the user on how the process ended: its exit code or signal, and its last output. */
    public String obituary() {
        var how = process.isAlive() ? "still runs" : howItEnded(process.exitValue());
        var words = tail.text();
        return words.isEmpty() ? how : how + "; its last output:\n" + words;
    }

    /** With the exit code even for a signal: shells and schedulers report nothing else. */
    private static String howItEnded(int exitCode) {
        var status = ExitStatus.of(exitCode);
        return status.explain() + (status.code() < 0 ? " (exit code " + exitCode + ")" : "");
    }

    /** Waits for the process to end by itself. */
    boolean awaitExit(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the process at once. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM's shutdown hook is ending the kernel: cleanup has to wait for it.
            awaitHook();
            return;
        }
        end();
    }

    private void awaitHook() {
        try {
            process.waitFor(2 * GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        var started = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // Workers end with their kernel; other processes that user code started do not.
        started.forEach(ProcessHandle::destroyForcibly);
        removeConnectionFile();
    }

    /** A kernel that has answered has read the file; without it, nothing is left behind if this JVM is killed. */
    void removeConnectionFile() {
        remove(folder);
    }

    private static void remove(TemporaryFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            System.getLogger("org.forkbook.client")
                    .log(
                            System.Logger.Level.WARNING,
                            "can't remove " + folder.path() + ", which is no longer needed",
                            e);
        }
    }
}
