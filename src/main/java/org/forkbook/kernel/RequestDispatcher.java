package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.channels.Publisher;
import org.forkbook.kernel.protocol.Execute;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.Published;
import org.forkbook.kernel.protocol.Status;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Dispatcher of requests: publishes busy, calls the handler, sends exactly one reply on the request's channel and
 * publishes idle, whatever the handler throws.
 */
final class RequestDispatcher {

    /** Answers one type of request; null when that type has no reply. */
    interface Handler {
        @Nullable
        JsonObject handle(Request request) throws Exception;
    }

    private static final String REQUEST = "_request";

    private final MessageFactory messages;
    private final Publisher iopub;
    private final Map<String, Handler> handlers;

    RequestDispatcher(MessageFactory messages, Publisher iopub, Map<String, Handler> handlers) {
        this.messages = messages;
        this.iopub = iopub;
        this.handlers = handlers;
    }

    void dispatch(Request request) {
        dispatch(request, handlers.get(request.message().type()));
    }

    void dispatch(Request request, @Nullable Handler handler) {
        ServiceThread.guarded(() -> serve(request, handler), new Refusal(request))
                .run();
    }

    private void serve(Request request, @Nullable Handler handler) {
        var message = request.message();
        iopub.publish(message, Published.STATUS, Published.state("busy"));
        var content = answer(request, handler);
        if (content != null) {
            reply(request, content);
        }
        iopub.publish(message, Published.STATUS, Published.state("idle"));
    }

    private void reply(Request request, JsonObject content) {
        request.channel().send(messages.reply(request.message(), replyType(request.message()), content));
        request.markReplied();
    }

    /** Replies to a request that failed outside of its handler, for lack of memory, for example. */
    private final class Refusal implements FailureHandler {
        private final Request request;

        Refusal(Request request) {
            this.request = request;
        }

        @Override
        public void stepFailed(Throwable cause) {
            var message = request.message();
            if (!request.isReplied() && message.type().endsWith(REQUEST)) {
                reply(request, failed(message, cause));
            }
            iopub.publish(message, Published.STATUS, Published.state("idle"));
        }

        @Override
        public void serviceEnded(Throwable cause) {
            stepFailed(cause);
        }
    }

    /** The content of the reply to a request that has failed; a cell's failure is shown under the cell as well. */
    private JsonObject failed(Message message, Throwable e) {
        if (message.type().equals(Execute.REQUEST)) {
            iopub.publish(
                    message, Published.ERROR, Published.error(name(e), text(e), List.of(name(e) + ": " + text(e))));
        }
        return Status.error(name(e), text(e), List.of());
    }

    private @Nullable JsonObject answer(Request request, @Nullable Handler handler) {
        var message = request.message();
        if (handler == null) {
            System.getLogger("org.forkbook.kernel")
                    .log(Level.WARNING, "A message of the unknown type \"" + message.type() + "\" was ignored.");
            return null;
        }
        try {
            return handler.handle(request);
        } catch (Throwable e) { // Whatever goes wrong in here, the client waits for a reply, and the kernel goes on.
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "A " + message.type() + " has failed", e);
            return message.type().endsWith(REQUEST) ? failed(message, e) : null;
        }
    }

    private static String replyType(Message message) {
        return message.type().substring(0, message.type().length() - REQUEST.length()) + "_reply";
    }

    static String name(Throwable e) {
        return e.getClass().getName();
    }

    static String text(Throwable e) {
        return UserCode.message(e);
    }
}
