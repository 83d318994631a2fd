package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.channels.Publisher;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.execution.Interpreter.Cell;
import org.forkbook.kernel.execution.Interpreter.Failure;
import org.forkbook.kernel.execution.Interpreter.Result;
import org.forkbook.kernel.protocol.Execute;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Published;
import org.forkbook.kernel.protocol.Status;
import org.forkbook.usercode.ExceptionDescription;

/** Handler of {@code execute_request}: runs a cell and publishes its result or its error. */
final class ExecuteHandler {

    private final Publisher iopub;
    private final LazyInterpreter lazyInterpreter;
    private final InputRequestHandler inputRequests;
    private final FlushTimer timer;
    private final FatalErrorFile fatalErrors;

    ExecuteHandler(
            Publisher iopub,
            LazyInterpreter lazyInterpreter,
            InputRequestHandler inputRequests,
            FlushTimer timer,
            FatalErrorFile fatalErrors) {
        this.iopub = iopub;
        this.lazyInterpreter = lazyInterpreter;
        this.inputRequests = inputRequests;
        this.timer = timer;
        this.fatalErrors = fatalErrors;
    }

    JsonObject execute(Request request) {
        var shell = request.shell();
        if (request.isAborted()) {
            return Status.aborted(); // Without a number: frontends would show it beside a cell that hasn't run.
        }
        var asked = Execute.Request.read(request.message().content());
        if (asked.code().isBlank() && asked.userExpressions().isEmpty()) {
            return completed(Status.ok(), shell.nextExecution() - 1, Map.of(), List.of());
        }
        var number = shell.nextExecution();
        if (asked.storeHistory()) {
            shell.countExecution();
        }
        if (!asked.silent()) {
            iopub.publish(request.message(), Execute.INPUT, Execute.input(asked.code(), number));
        }
        var output = new PublishedOutput(iopub, timer, inputRequests, request, asked.allowStdin());
        var words = asked.silent() ? "" : fatalErrors.take();
        if (!words.isEmpty()) {
            output.stderr(words);
        }
        var result = run(asked, number, output);
        output.sendNow();
        publish(asked, number, result, output);
        remember(request, asked, number, result);
        var failure = result.failure();
        if (failure == null) {
            return completed(Status.ok(), number, result.userExpressions(), result.payload());
        }
        if (asked.stopOnError() && !asked.silent()) {
            // Just before the reply: cells that a client sends after it has seen the reply are meant to run.
            shell.abortWaiting();
        }
        return completed(error(failure), number, result.userExpressions(), result.payload());
    }

    private Result run(Execute.Request asked, int number, PublishedOutput output) {
        var cell = new Cell(asked.code(), number, asked.silent(), asked.storeHistory(), asked.userExpressions());
        try {
            return lazyInterpreter.get().execute(cell, output);
        } catch (Throwable e) { // A fault of the interpreter is shown like one of the cell; the kernel goes on.
            return new Result(null, failure(e), Map.of(), List.of());
        }
    }

    private static Failure failure(Throwable e) {
        return new Failure(
                RequestDispatcher.name(e),
                RequestDispatcher.text(e),
                ExceptionDescription.of(e).stackTrace().lines().toList());
    }

    private static void publish(Execute.Request asked, int number, Result result, PublishedOutput output) {
        if (asked.silent()) {
            return;
        }
        var failure = result.failure();
        if (failure != null) {
            output.publish(Published.ERROR, Published.error(failure.name(), failure.message(), failure.traceback()));
            return;
        }
        var value = result.value();
        if (value != null) {
            output.publishOwn(Execute.RESULT, Json.add(PublishedOutput.content(value), "execution_count", number));
        }
    }

    private static void remember(Request request, Execute.Request asked, int number, Result result) {
        if (asked.storeHistory()) {
            var value = result.value();
            var output = value == null ? null : Json.stringOrNull(value.data(), "text/plain");
            // Without stdin, a program runs the notebook: nobody typed its cells, so they belong in no one's history.
            request.shell().history().add(number, asked.code(), output, asked.allowStdin());
        }
    }

    private static JsonObject completed(
            JsonObject status,
            int number,
            Map<String, Interpreter.ExpressionResult> expressions,
            List<JsonObject> payload) {
        var results = new HashMap<String, JsonObject>();
        expressions.forEach((name, result) -> results.put(name, expression(result)));
        return new Execute.Reply(status, number, results, payload).toJson();
    }

    private static JsonObject expression(Interpreter.ExpressionResult result) {
        var failure = result.failure();
        if (failure != null) {
            return error(failure);
        }
        var value = result.value() == null ? DisplayData.text("") : result.value();
        return Status.ok("data", value.data(), "metadata", value.metadata());
    }

    private static JsonObject error(Failure failure) {
        return Status.error(failure.name(), failure.message(), failure.traceback());
    }
}
