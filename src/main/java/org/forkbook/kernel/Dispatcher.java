package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.channels.Publisher;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.Reply;
import org.forkbook.kernel.protocol.Session;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a request becomes a reply: busy, the handler, exactly one reply on the channel that the request
 * came by, idle; whatever the handler throws.
 */
final class Dispatcher {

    /** Answers one type of request; null when that type has no reply. */
    interface Handler {
        @Nullable
        JsonObject handle(Request request) throws Exception;
    }

    private static final String REQUEST = "_request";

    private final Session session;
    private final Publisher iopub;
    private final Map<String, Handler> handlers;

    Dispatcher(Session session, Publisher iopub, Map<String, Handler> handlers) {
        this.session = session;
        this.iopub = iopub;
        this.handlers = handlers;
    }

    void dispatch(Request request) {
        var message = request.message();
        iopub.publish(message, "status", Reply.executionState("busy"));
        try {
            var content = answer(request);
            if (content != null) {
                request.channel().send(session.reply(message, replyType(message), content));
            }
        } finally {
            iopub.publish(message, "status", Reply.executionState("idle"));
        }
    }

    private @Nullable JsonObject answer(Request request) {
        var message = request.message();
        var handler = handlers.get(message.type());
        if (handler == null) {
            System.getLogger("org.forkbook.kernel")
                    .log(Level.WARNING, "A message of the unknown type \"" + message.type() + "\" was ignored.");
            return null;
        }
        try {
            return handler.handle(request);
        } catch (Throwable e) { // Whatever goes wrong in here, the client waits for a reply, and the kernel goes on.
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "A " + message.type() + " has failed", e);
            return message.type().endsWith(REQUEST) ? Reply.error(name(e), text(e), List.of()) : null;
        }
    }

    private static String replyType(Message message) {
        return message.type().substring(0, message.type().length() - REQUEST.length()) + "_reply";
    }

    static String name(Throwable e) {
        return e.getClass().getName();
    }

    static String text(Throwable e) {
        var message = e.getMessage();
        return message == null ? "" : message;
    }
}
