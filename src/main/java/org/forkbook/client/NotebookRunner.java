package org.forkbook.client;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.notebook.Notebook;
import org.forkbook.service.Deadline;

/**
 * Runner of notebooks, each in its own kernel, whose outputs it puts into the notebook.
 *
 * <pre>{@code
 * var runner = new NotebookRunner(spec::command);
 * var notebook = Notebook.read(file);
 * var result = runner.run(notebook, file.getParent(), RunOptions.defaults(), RunListener.none());
 * notebook.write(copy);
 * }</pre>
 *
 * <p>Cells without text, and those tagged {@code skip-execution}, are left out; an error is expected of a cell tagged
 * {@code raises-exception}. After an unexpected error, the notebook holds the outputs until then.
 */
public final class NotebookRunner {

    private static final Duration END = Duration.ofSeconds(10);

    private final Launcher launcher;

    /** Creates a runner whose kernels are started by the given launcher. */
    public NotebookRunner(Launcher launcher) {
        this.launcher = launcher;
    }

    /**
     * Runs one notebook from top to bottom; its old outputs are removed.
     *
     * @param notebook the notebook; its outputs, prompts' numbers and language are set
     * @param workingFolder the kernel's working directory
     * @throws KernelException if no kernel can be started; a kernel that ends later is a failure of the running cell
     */
    public RunResult run(Notebook notebook, Path workingFolder, RunOptions options, RunListener listener)
            throws KernelException, InterruptedException {
        long began = System.nanoTime();
        try (var running = RunningKernel.start(launcher, workingFolder)) {
            var kernel = running.kernel();
            var client = running.client();
            listener.connected(kernel.pid());
            describe(notebook, running.info());
            var run = new NotebookRun(notebook, client, kernel, options, listener);
            Optional<CellFailure> failure;
            try {
                failure = run.cells();
                end(client, kernel, run);
            } finally {
                run.storeOutputs();
            }
            return new RunResult(run.cellsRun(), failure, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** The shutdown lets pending messages arrive; a kernel that doesn't end by itself is killed. */
    private static void end(KernelClient client, KernelProcess kernel, NotebookRun run) throws InterruptedException {
        client.shutdown();
        run.untilTheKernelEnds(Deadline.in(END));
        if (!kernel.awaitExit(Duration.ofSeconds(1))) {
            kernel.kill();
        }
    }

    private static void describe(Notebook notebook, JsonObject info) {
        var metadata = notebook.metadata();
        var language = Json.object(info, "language_info");
        metadata.add("language_info", language);
        if (!(metadata.get("kernelspec") instanceof JsonObject)) {
            var kernelspec = new JsonObject();
            kernelspec.addProperty("display_name", "Java (Forkbook)");
            kernelspec.addProperty("language", "java");
            kernelspec.addProperty("name", "forkbook");
            metadata.add("kernelspec", kernelspec);
        }
    }
}
