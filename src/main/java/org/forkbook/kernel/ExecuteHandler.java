package org.forkbook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.channels.Publisher;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.execution.Interpreter.Cell;
import org.forkbook.kernel.execution.Interpreter.Failure;
import org.forkbook.kernel.execution.Interpreter.Result;
import org.forkbook.kernel.protocol.ExecuteRequest;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Reply;
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
            return Reply.aborted(); // Without a number: frontends would show it beside a cell that hasn't run.
        }
        var asked = ExecuteRequest.Request.of(request.message().content());
        if (asked.code().isBlank() && asked.userExpressions().isEmpty()) {
            return completed(Reply.ok(), shell.nextExecution() - 1, Map.of(), List.of());
        }
        var number = shell.nextExecution();
        if (asked.storeHistory()) {
            shell.countExecution();
        }
        if (!asked.silent()) {
            iopub.publish(request.message(), "execute_input", ExecuteRequest.input(asked.code(), number));
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
            return completed(Reply.ok(), number, result.userExpressions(), result.payload());
        }
        if (asked.stopOnError() && !asked.silent()) {
            // Just before the reply: cells that a client sends after it has seen the reply are meant to run.
            shell.abortWaiting();
        }
        var reply = Reply.error(failure.name(), failure.message(), failure.traceback());
        return completed(reply, number, result.userExpressions(), result.payload());
    }

    private Result run(ExecuteRequest.Request asked, int number, PublishedOutput output) {
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

    private static void publish(ExecuteRequest.Request asked, int number, Result result, PublishedOutput output) {
        if (asked.silent()) {
            return;
        }
        var failure = result.failure();
        if (failure != null) {
            output.publish("error", Reply.published(failure.name(), failure.message(), failure.traceback()));
            return;
        }
        var value = result.value();
        if (value != null) {
            output.publishOwn("execute_result", numbered(PublishedOutput.content(value), number));
        }
    }

    private static void remember(Request request, ExecuteRequest.Request asked, int number, Result result) {
        if (asked.storeHistory()) {
            var value = result.value();
            var output = value == null ? null : Json.stringOrNull(value.data(), "text/plain");
            // Without stdin, a program runs the notebook: nobody typed its cells, so they belong in no one's history.
            request.shell().history().add(number, asked.code(), output, asked.allowStdin());
        }
    }

    private static JsonObject completed(
            JsonObject reply,
            int number,
            Map<String, Interpreter.ExpressionResult> expressions,
            List<JsonObject> payload) {
        numbered(reply, number);
        var results = new JsonObject();
        expressions.forEach((name, result) -> results.add(name, expression(result)));
        reply.add("user_expressions", results);
        var array = new JsonArray();
        payload.forEach(array::add);
        reply.add("payload", array);
        return reply;
    }

    private static JsonObject expression(Interpreter.ExpressionResult result) {
        var failure = result.failure();
        if (failure != null) {
            return Reply.error(failure.name(), failure.message(), failure.traceback());
        }
        var value = result.value() == null ? DisplayData.text("") : result.value();
        var content = Reply.ok();
        content.add("data", value.data());
        content.add("metadata", value.metadata());
        return content;
    }

    private static JsonObject numbered(JsonObject content, int number) {
        content.addProperty("execution_count", number);
        return content;
    }
}
