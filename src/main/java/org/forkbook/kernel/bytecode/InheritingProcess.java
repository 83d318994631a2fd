package org.forkbook.kernel.bytecode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.worker.agent.ProcessTree;

/**
 * Child process that inherits a cell's streams, as with {@link ProcessBuilder#inheritIO}: its output goes under that
 * cell, not to the kernel's own output.
 *
 * <p>{@code waitFor} returns after its output has arrived, unless a process that outlives it keeps its streams open.
 */
final class InheritingProcess extends Process {

    private static final long LAST_OUTPUT_MILLIS = 1_000;

    private final Process process;
    private final boolean inheritsOutput;
    private final boolean inheritsError;
    private final List<Thread> pumps = new ArrayList<>();

    private InheritingProcess(Process process, boolean inheritsOutput, boolean inheritsError) {
        this.process = process;
        this.inheritsOutput = inheritsOutput;
        this.inheritsError = inheritsError;
    }

    /** Starts a builder's process as part of the calling thread's cell: it ends when the cell is stopped. */
    static Process start(ProcessBuilder builder) throws IOException {
        var run = CellRun.ofThread();
        if (run == null) {
            return builder.start();
        }
        run.children().mark(builder);
        try {
            return startMarked(builder);
        } finally {
            ProcessTree.unmark(builder);
        }
    }

    /** The same for a pipeline, whose output isn't inherited. */
    static List<Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
        var run = CellRun.ofThread();
        if (run == null) {
            return ProcessBuilder.startPipeline(builders);
        }
        builders.forEach(run.children()::mark);
        try {
            return ProcessBuilder.startPipeline(builders);
        } finally {
            builders.forEach(ProcessTree::unmark);
        }
    }

    private static Process startMarked(ProcessBuilder builder) throws IOException {
        var output = builder.redirectOutput();
        var error = builder.redirectError();
        var inheritsOutput = output.equals(Redirect.INHERIT);
        var inheritsError = error.equals(Redirect.INHERIT) && !builder.redirectErrorStream();
        if (!(inheritsOutput || inheritsError)) {
            return builder.start();
        }
        try {
            builder.redirectOutput(inheritsOutput ? Redirect.PIPE : output);
            builder.redirectError(inheritsError ? Redirect.PIPE : error);
            var own = new InheritingProcess(builder.start(), inheritsOutput, inheritsError);
            if (inheritsOutput) {
                own.pump(own.process.getInputStream(), System.out);
            }
            if (inheritsError) {
                own.pump(own.process.getErrorStream(), System.err);
            }
            return own;
        } finally {
            builder.redirectOutput(output);
            builder.redirectError(error);
        }
    }

    private void pump(InputStream from, PrintStream to) {
        var pump = new Thread(() -> copy(from, to), "forkbook-child-output");
        pump.setDaemon(true);
        pumps.add(pump);
        pump.start();
    }

    private static void copy(InputStream from, PrintStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            // The child was destroyed: it has nothing more to say.
        } finally {
            to.flush();
        }
    }

    private void awaitOutput() throws InterruptedException {
        for (var pump : pumps) {
            pump.join(LAST_OUTPUT_MILLIS);
        }
    }

    @Override
    public int waitFor() throws InterruptedException {
        int code = process.waitFor();
        awaitOutput();
        return code;
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        var ended = process.waitFor(timeout, unit);
        if (ended) {
            awaitOutput();
        }
        return ended;
    }

    @Override
    public OutputStream getOutputStream() {
        return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return inheritsOutput ? InputStream.nullInputStream() : process.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return inheritsError ? InputStream.nullInputStream() : process.getErrorStream();
    }

    @Override
    public int exitValue() {
        return process.exitValue();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void destroy() {
        process.destroy();
    }

    @Override
    public Process destroyForcibly() {
        process.destroyForcibly();
        return this;
    }

    @Override
    public boolean supportsNormalTermination() {
        return process.supportsNormalTermination();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public ProcessHandle toHandle() {
        return process.toHandle();
    }

    @Override
    public ProcessHandle.Info info() {
        return process.info();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    @Override
    public Stream<ProcessHandle> children() {
        return process.children();
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
