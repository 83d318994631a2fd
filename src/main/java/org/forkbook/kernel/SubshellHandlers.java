package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.util.List;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Reply;

/** Handlers of the requests that create, delete and list subshells. */
final class SubshellHandlers {

    private static final String ID = "subshell_id";

    private final Shells shells;

    SubshellHandlers(Shells shells) {
        this.shells = shells;
    }

    JsonObject create(Request request) {
        var reply = Reply.ok();
        reply.addProperty(ID, shells.create());
        return reply;
    }

    JsonObject delete(Request request) {
        var id = Json.string(request.message().content(), ID, "");
        return shells.delete(id) ? Reply.ok() : unknown(id);
    }

    JsonObject list(Request request) {
        var reply = Reply.ok();
        reply.add(ID, Json.array(shells.ids()));
        return reply;
    }

    /** The error reply to a request for an unknown subshell. */
    static JsonObject unknown(String id) {
        return Reply.error("SubshellNotFound", "There is no subshell with the id \"" + id + "\".", List.of());
    }
}
