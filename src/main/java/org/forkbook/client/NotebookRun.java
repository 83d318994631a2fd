package org.forkbook.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.forkbook.chart.Units;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.notebook.DisplayIds;
import org.forkbook.notebook.MultilineText;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.forkbook.notebook.OutputArea;
import org.forkbook.service.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Run of one notebook in one kernel: it executes cell after cell, and puts each message under the cell that caused it.
 */
final class NotebookRun {

    /** How long a cell that has been interrupted may take to end, before its kernel is killed. */
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(10);

    private static final Duration FOR_NAMES = Duration.ofSeconds(10);

    private static final String EXPECTS_ERROR = "raises-exception";
    private static final String SKIP = "skip-execution";

    private final Notebook notebook;
    private final KernelClient client;
    private final KernelProcess kernel;
    private final RunOptions options;
    private final RunListener listener;
    private final DisplayIds displayIds = new DisplayIds();
    private final Map<NotebookCell, OutputArea> areas = new LinkedHashMap<>();
    private final Map<String, Request> requests = new HashMap<>();
    private int cellsRun;

    /** The cell that an {@code execute_request} was for. */
    private record Request(int number, NotebookCell cell, OutputArea area) {}

    /** The messages so far for the running cell. */
    private static final class Progress {
        private boolean idle;
        private @Nullable JsonObject reply;
        private int executionCount;
        private boolean hasNoAnswer;
    }

    NotebookRun(
            Notebook notebook, KernelClient client, KernelProcess kernel, RunOptions options, RunListener listener) {
        this.notebook = notebook;
        this.client = client;
        this.kernel = kernel;
        this.options = options;
        this.listener = listener;
    }

    int cellsRun() {
        return cellsRun;
    }

    /** Runs the cells until one fails. */
    Optional<CellFailure> cells() throws InterruptedException {
        var cells = notebook.cells();
        cells.stream().filter(NotebookCell::isCode).forEach(NotebookCell::clear);
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            if (!cell.isCode() || cell.source().isBlank() || cell.tags().contains(SKIP)) {
                continue;
            }
            listener.started(i + 1, cells.size(), cell);
            askForNames(i + 1);
            var failure = run(i + 1, cell);
            askForNames(i + 1);
            cellsRun++;
            listener.ended(i + 1);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** Requests the declared names; a kernel that has ended or doesn't answer is ignored. */
    private void askForNames(int number) throws InterruptedException {
        if (!listener.asksForNames(number)) {
            return;
        }
        var request = client.askForNames();
        var deadline = Deadline.in(FOR_NAMES);
        try {
            for (var arrival = client.next(deadline); arrival.isPresent(); arrival = client.next(deadline)) {
                var message = arrival.get().message();
                if (arrival.get().channel() == KernelClient.Channel.IOPUB) {
                    publish(message);
                } else if (message.parentId().equals(request)
                        && message.content().get("names") instanceof JsonArray all) {
                    var names = new HashSet<String>();
                    all.forEach(name -> names.add(MultilineText.read(name)));
                    listener.declared(number, names);
                    return;
                }
            }
        } catch (KernelException e) {
            // The cell's end reports it.
            return;
        }
    }

    private Optional<CellFailure> run(int number, NotebookCell cell) throws InterruptedException {
        var area = new OutputArea(displayIds);
        areas.put(cell, area);
        var progress = new Progress();
        boolean tolerant = options.allowErrors() || cell.tags().contains(EXPECTS_ERROR);
        var request = client.execute(cell.source(), !tolerant, options.answers().isPresent());
        requests.put(request, new Request(number, cell, area));
        try {
            if (!await(
                    request, progress, options.cellTimeout().map(Deadline::in).orElse(Deadline.NEVER))) {
                return stop(request, progress, number);
            }
        } catch (KernelException e) {
            var failure = CellFailure.of(
                    number, progress.executionCount, "The kernel died", "its process " + kernel.obituary());
            show(requests.get(request), failure);
            listener.failed(number, failure);
            return Optional.of(failure);
        }
        var failure = failureIn(progress, number);
        failure.ifPresent(each -> listener.failed(number, each));
        return tolerant ? Optional.empty() : failure;
    }

    /** Whether the cell ends by then: its reply and all its output have arrived. */
    private boolean await(String request, Progress progress, Deadline deadline)
            throws KernelException, InterruptedException {
        while (!progress.idle || progress.reply == null) {
            var arrival = client.next(deadline);
            if (arrival.isEmpty()) {
                return false;
            }
            progress.idle |= KernelClient.isIdle(arrival.get(), request);
            var message = arrival.get().message();
            if (arrival.get().channel() == KernelClient.Channel.SHELL
                    && message.type().equals("execute_reply")
                    && message.parentId().equals(request)) {
                progress.reply = message.content();
                number(progress, requests.get(request), message.content());
            } else if (arrival.get().channel() == KernelClient.Channel.STDIN
                    && message.type().equals("input_request")) {
                answer(message, progress);
            } else if (arrival.get().channel() == KernelClient.Channel.IOPUB) {
                if (message.type().equals("execute_input") && message.parentId().equals(request)) {
                    number(progress, requests.get(request), message.content());
                }
                publish(message);
            }
        }
        return true;
    }

    private void answer(Message question, Progress progress) {
        var answer = options.answers()
                .flatMap(stdin -> stdin.answer(
                        Json.string(question.content(), "prompt", ""),
                        Json.bool(question.content(), "password", false)));
        if (answer.isPresent()) {
            client.answer(question, answer.get());
        } else {
            progress.hasNoAnswer = true;
            client.interrupt();
        }
    }

    private static void number(Progress progress, @Nullable Request request, JsonObject content) {
        int count = Json.integer(content, "execution_count", 0);
        if (count > 0 && request != null) {
            progress.executionCount = count;
            request.cell().setExecutionCount(count);
        }
    }

    private void publish(Message message) {
        var request = requests.get(message.parentId());
        if (request != null) {
            request.area().accept(message.type(), message.content());
            listener.published(request.number(), message.type(), message.content());
        }
    }

    /**
     * Interrupts a cell that takes too long; an unresponsive kernel is killed. Returns the failure that ends the run,
     * if any.
     */
    private Optional<CellFailure> stop(String request, Progress progress, int number)
            throws KernelException, InterruptedException {
        var limit = options.cellTimeout().orElse(Duration.ZERO);
        client.interrupt();
        boolean obeyed = await(request, progress, Deadline.in(AFTER_INTERRUPT));
        if (!obeyed) {
            kernel.kill();
        }
        var failure = CellFailure.of(
                number,
                progress.executionCount,
                "Timeout",
                "the cell took longer than " + Units.seconds(limit) + " and "
                        + (obeyed ? "was interrupted" : "could not be interrupted, so its kernel was killed"));
        show(requests.get(request), failure);
        listener.failed(number, failure);
        return obeyed && options.goesOnAfterTimeout() ? Optional.empty() : Optional.of(failure);
    }

    /** Shows a failure that the kernel itself could not report under its cell. */
    private void show(@Nullable Request request, CellFailure failure) {
        if (request == null) {
            return;
        }
        var content = new JsonObject();
        content.addProperty("ename", failure.name());
        content.addProperty("evalue", failure.message());
        var traceback = new JsonArray();
        traceback.add(failure.name() + ": " + failure.message());
        content.add("traceback", traceback);
        request.area().accept("error", content);
        listener.published(request.number(), "error", content);
    }

    private static Optional<CellFailure> failureIn(Progress progress, int number) {
        var reply = progress.reply == null ? new JsonObject() : progress.reply;
        if (progress.hasNoAnswer) {
            return Optional.of(CellFailure.of(
                    number, progress.executionCount, "NoInput", "the cell asks for more input than there is"));
        }
        // A reply without that status is no pass.
        return Json.string(reply, "status", "").equals("ok")
                ? Optional.empty()
                : Optional.of(CellFailure.ofReply(number, progress.executionCount, reply));
    }

    /** Receives what is still published while the kernel shuts down. */
    void untilTheKernelEnds(Deadline deadline) throws InterruptedException {
        try {
            for (var arrival = client.next(deadline); arrival.isPresent(); arrival = client.next(deadline)) {
                if (arrival.get().channel() == KernelClient.Channel.IOPUB) {
                    publish(arrival.get().message());
                }
            }
        } catch (KernelException e) {
            // It has ended, as requested.
            return;
        }
    }

    /** Writes the outputs into the cells; late ones and updates included. */
    void storeOutputs() {
        areas.forEach((cell, area) -> cell.setOutputs(area.toJson()));
    }
}
