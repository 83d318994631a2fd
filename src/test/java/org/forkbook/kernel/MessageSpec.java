package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;

/** Jupyter's messaging specification, as far as it concerns a kernel: the fields of each message and their types. */
final class MessageSpec {

    /** The types that a field may have. */
    private enum Kind {
        TEXT(e -> e.isJsonPrimitive() && e.getAsJsonPrimitive().isString()),
        NUMBER(e -> e.isJsonPrimitive() && e.getAsJsonPrimitive().isNumber()),
        TRUTH(e -> e.isJsonPrimitive() && e.getAsJsonPrimitive().isBoolean()),
        OBJECT(JsonElement::isJsonObject),
        LIST(JsonElement::isJsonArray),
        TEXTS(e -> e.isJsonArray() && e.getAsJsonArray().asList().stream().allMatch(TEXT::fits)),
        BUNDLE(e -> e.isJsonObject()
                && e.getAsJsonObject().asMap().entrySet().stream().allMatch(Kind::isMime));

        @SuppressWarnings("ImmutableEnumChecker") // The tests hold nothing.
        private final Predicate<JsonElement> test;

        Kind(Predicate<JsonElement> test) {
            this.test = test;
        }

        boolean fits(JsonElement value) {
            return test.test(value);
        }

        private static boolean isMime(Map.Entry<String, JsonElement> entry) {
            return entry.getKey().matches("[a-z]+/[-.+\\w]+")
                    && (entry.getKey().endsWith("json") || TEXT.fits(entry.getValue()));
        }
    }

    private static final Map<String, Kind> ERROR =
            Map.of("ename", Kind.TEXT, "evalue", Kind.TEXT, "traceback", Kind.TEXTS);

    /** The fields of a message, and for a reply those with the status ok. */
    private static final Map<String, Map<String, Kind>> FIELDS = Map.ofEntries(
            Map.entry(
                    "execute_reply",
                    Map.of("execution_count", Kind.NUMBER, "user_expressions", Kind.OBJECT, "payload", Kind.LIST)),
            Map.entry("inspect_reply", Map.of("found", Kind.TRUTH, "data", Kind.BUNDLE, "metadata", Kind.OBJECT)),
            Map.entry(
                    "complete_reply",
                    Map.of(
                            "matches",
                            Kind.TEXTS,
                            "cursor_start",
                            Kind.NUMBER,
                            "cursor_end",
                            Kind.NUMBER,
                            "metadata",
                            Kind.OBJECT)),
            Map.entry("is_complete_reply", Map.of()),
            Map.entry("history_reply", Map.of("history", Kind.LIST)),
            Map.entry(
                    "connect_reply",
                    Map.of(
                            "shell_port",
                            Kind.NUMBER,
                            "iopub_port",
                            Kind.NUMBER,
                            "stdin_port",
                            Kind.NUMBER,
                            "hb_port",
                            Kind.NUMBER,
                            "control_port",
                            Kind.NUMBER)),
            Map.entry("comm_info_reply", Map.of("comms", Kind.OBJECT)),
            Map.entry(
                    "kernel_info_reply",
                    Map.of(
                            "protocol_version",
                            Kind.TEXT,
                            "implementation",
                            Kind.TEXT,
                            "implementation_version",
                            Kind.TEXT,
                            "language_info",
                            Kind.OBJECT,
                            "banner",
                            Kind.TEXT,
                            "help_links",
                            Kind.LIST,
                            "debugger",
                            Kind.TRUTH,
                            "supported_features",
                            Kind.TEXTS)),
            Map.entry("shutdown_reply", Map.of("restart", Kind.TRUTH)),
            Map.entry("interrupt_reply", Map.of()),
            Map.entry(
                    "debug_reply",
                    Map.of("type", Kind.TEXT, "seq", Kind.NUMBER, "request_seq", Kind.NUMBER, "success", Kind.TRUTH)),
            Map.entry("create_subshell_reply", Map.of("subshell_id", Kind.TEXT)),
            Map.entry("delete_subshell_reply", Map.of()),
            Map.entry("list_subshell_reply", Map.of("subshell_id", Kind.TEXTS)),
            Map.entry("stream", Map.of("name", Kind.TEXT, "text", Kind.TEXT)),
            Map.entry("display_data", Map.of("data", Kind.BUNDLE, "metadata", Kind.OBJECT, "transient", Kind.OBJECT)),
            Map.entry(
                    "update_display_data",
                    Map.of("data", Kind.BUNDLE, "metadata", Kind.OBJECT, "transient", Kind.OBJECT)),
            Map.entry("execute_input", Map.of("code", Kind.TEXT, "execution_count", Kind.NUMBER)),
            Map.entry(
                    "execute_result",
                    Map.of("execution_count", Kind.NUMBER, "data", Kind.BUNDLE, "metadata", Kind.OBJECT)),
            Map.entry("error", ERROR),
            Map.entry("status", Map.of("execution_state", Kind.TEXT)),
            Map.entry("clear_output", Map.of("wait", Kind.TRUTH)),
            Map.entry("iopub_welcome", Map.of("subscription", Kind.TEXT)),
            Map.entry("input_request", Map.of("prompt", Kind.TEXT, "password", Kind.TRUTH)),
            Map.entry("comm_open", Map.of("comm_id", Kind.TEXT, "target_name", Kind.TEXT, "data", Kind.OBJECT)),
            Map.entry("comm_msg", Map.of("comm_id", Kind.TEXT, "data", Kind.OBJECT)),
            Map.entry("comm_close", Map.of("comm_id", Kind.TEXT, "data", Kind.OBJECT)));

    /** Replies whose status has another meaning, or that have none. */
    private static final Set<String> OWN_STATUS = Set.of("is_complete_reply", "debug_reply");

    private static final Set<String> STARTS_A_CONVERSATION = Set.of("iopub_welcome", "comm_open", "comm_msg", "status");

    private MessageSpec() {}

    /** Asserts that a kernel may send this message. */
    static void check(Message message) {
        header(message);
        var type = message.type();
        var fields = FIELDS.get(type);
        assertNotNull(fields, () -> "a kernel sends no " + type);
        var content = message.content();
        if (type.endsWith("_reply") && !OWN_STATUS.contains(type)) {
            switch (Json.string(content, "status", "")) {
                case "ok" -> has(message, fields);
                case "error" -> has(message, ERROR);
                default -> assertEquals("aborted", Json.string(content, "status", ""), content::toString);
            }
        } else {
            has(message, fields);
        }
        values(type, content);
    }

    private static void header(Message message) {
        var header = message.header();
        for (var field : Set.of("msg_id", "msg_type", "session", "username", "date", "version")) {
            assertFalse(Json.string(header, field, "").isEmpty(), () -> "no " + field + " in " + header);
        }
        assertEquals(MessageFactory.PROTOCOL_VERSION, Json.string(header, "version", ""));
        // Clients read no more than microseconds.
        assertTrue(
                Json.string(header, "date", "").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z"),
                header::toString);
        if (!STARTS_A_CONVERSATION.contains(message.type())) {
            assertFalse(message.parentId().isEmpty(), () -> message.type() + " has no parent");
        }
    }

    private static void has(Message message, Map<String, Kind> fields) {
        fields.forEach((name, kind) -> {
            var value = message.content().get(name);
            assertTrue(
                    value != null && kind.fits(value),
                    () -> name + " of " + message.type() + " is no " + kind + ": " + message.content());
        });
    }

    private static void values(String type, JsonObject content) {
        switch (type) {
            case "status" -> oneOf(content, "execution_state", Set.of("busy", "idle", "starting"));
            case "stream" -> oneOf(content, "name", Set.of("stdout", "stderr"));
            case "is_complete_reply" -> {
                oneOf(content, "status", Set.of("complete", "incomplete", "invalid", "unknown"));
                assertEquals(Json.string(content, "status", "").equals("incomplete"), content.has("indent"), type);
            }
            case "display_data", "execute_result" ->
                assertTrue(Json.object(content, "data").has("text/plain"), () -> "no text in " + content);
            default -> {
                // Nothing to check besides the fields' types.
            }
        }
    }

    private static void oneOf(JsonObject content, String field, Set<String> allowed) {
        assertTrue(allowed.contains(Json.string(content, field, "")), content::toString);
    }
}
