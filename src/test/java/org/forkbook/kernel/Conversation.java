package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;

/** A request, its reply, and what was published under it from busy to idle. */
record Conversation(TestClient client, Message request, Message reply, List<Message> published) {

    JsonObject content() {
        return reply.content();
    }

    String status() {
        return Json.string(content(), "status", "");
    }

    /** Asserts that the cell has succeeded with this result. */
    Conversation returns(String text) {
        succeeds();
        assertEquals(
                List.of(text),
                of("execute_result").stream().map(Conversation::plain).toList());
        return this;
    }

    /** The text of the cell's result. */
    String result() {
        succeeds();
        return plain(of("execute_result").get(0));
    }

    /** Asserts that the cell has succeeded without a result. */
    Conversation returnsNothing() {
        succeeds();
        assertEquals(List.of(), of("execute_result"));
        return this;
    }

    Conversation succeeds() {
        assertEquals("ok", status(), () -> "reply: " + content());
        return this;
    }

    /** Asserts that the cell has failed with this error, in its reply and for all to see. */
    Conversation fails(String name) {
        assertEquals("error", status(), () -> "reply: " + content());
        assertEquals(name, Json.string(content(), "ename", ""));
        assertTrue(content().get("traceback").isJsonArray());
        return this;
    }

    /** Asserts what was written to standard output. */
    Conversation prints(String text) {
        assertEquals(text, stream("stdout"));
        return this;
    }

    String stream(String name) {
        return of("stream").stream()
                .filter(message -> Json.string(message.content(), "name", "").equals(name))
                .map(message -> Json.string(message.content(), "text", ""))
                .collect(Collectors.joining());
    }

    List<Message> of(String type) {
        return published.stream().filter(message -> message.type().equals(type)).toList();
    }

    /** What was published, in short: busy, execute_input, stream, …, idle. */
    List<String> story() {
        return published.stream()
                .map(message -> message.type().equals("status")
                        ? Json.string(message.content(), "execution_state", "")
                        : message.type())
                .toList();
    }

    static String plain(Message message) {
        return Json.string(Json.object(message.content(), "data"), "text/plain", "");
    }
}
