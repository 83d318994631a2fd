package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.util.Locale;
import org.forkbook.kernel.execution.Interpreter.Completeness;
import org.forkbook.kernel.protocol.CodePoints;
import org.forkbook.kernel.protocol.Complete;
import org.forkbook.kernel.protocol.DeclaredNames;
import org.forkbook.kernel.protocol.Inspect;
import org.forkbook.kernel.protocol.IsComplete;

/** Handlers of the requests about code that isn't run. */
final class IntrospectionHandlers {

    private final LazyInterpreter lazyInterpreter;

    IntrospectionHandlers(LazyInterpreter lazyInterpreter) {
        this.lazyInterpreter = lazyInterpreter;
    }

    JsonObject complete(Request request) throws InterruptedException {
        var asked = Complete.Request.read(request.message().content());
        var found = lazyInterpreter.get().complete(asked.code(), asked.cursor());
        return new Complete.Reply(
                        found.matches().stream()
                                .map(match -> new Complete.Match(
                                        match.text(), match.type(), match.signature(), match.documentation()))
                                .toList(),
                        CodePoints.fromIndex(asked.code(), found.start()),
                        CodePoints.fromIndex(asked.code(), found.end()))
                .toJson();
    }

    JsonObject inspect(Request request) throws InterruptedException {
        var asked = Inspect.Request.read(request.message().content());
        var found = lazyInterpreter.get().inspect(asked.code(), asked.cursor(), asked.detailLevel());
        return found == null ? Inspect.reply(null, null) : Inspect.reply(found.data(), found.metadata());
    }

    JsonObject isComplete(Request request) throws InterruptedException {
        var answer = lazyInterpreter
                .get()
                .isComplete(IsComplete.code(request.message().content()));
        return IsComplete.reply(
                answer.status().name().toLowerCase(Locale.ROOT),
                answer.status() == Completeness.Status.INCOMPLETE ? answer.indent() : null);
    }

    JsonObject names(Request request) throws InterruptedException {
        return DeclaredNames.reply(lazyInterpreter.get().names());
    }
}
