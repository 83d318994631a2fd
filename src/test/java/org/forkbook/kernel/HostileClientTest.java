package org.forkbook.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.harness.Garbage;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hostile messages on the sockets: without the key they have no effect, with the key they get an answer. */
@Timeout(600)
class HostileClientTest {

    private static final List<String> REQUESTS = List.of(
            "kernel_info_request",
            "connect_request",
            "execute_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "comm_info_request",
            "interrupt_request",
            "debug_request",
            "create_subshell_request",
            "delete_subshell_request",
            "list_subshell_request");

    private static final String EVERY_FIELD = """
            {"code": "echo 1", "silent": false, "store_history": true, "user_expressions": {"a": "1"},
             "allow_stdin": false, "stop_on_error": true, "cursor_pos": 3, "detail_level": 0,
             "output": false, "raw": true, "hist_access_type": "range", "session": 0, "start": 1, "stop": 2,
             "n": 3, "pattern": "*", "unique": true, "target_name": "t", "comm_id": "c", "data": {"x": 1},
             "restart": false, "command": "debugInfo", "seq": 4, "arguments": {}, "subshell_id": "s"}
            """;

    @AutoClose
    private final EchoKernel started = EchoKernel.start();

    private final ConnectionInfo info = started.info;
    private final TestClient client = started.client;

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private List<byte[]> framesOf(String key, String type, JsonObject content) {
        return new WireFormat(Hmac.of("hmac-sha256", key))
                .encode(MessageFactory.create("x").request(type, content));
    }

    private void assertNothingWasRun() {
        client.cell("echo alive").returns("alive");
        assertEquals(
                1,
                client.published.stream()
                        .filter(message -> message.type().equals("execute_input"))
                        .count());
    }

    @Test
    void whoDoesNotKnowTheKeyRunsNothing() {
        for (var key : List.of("", "another-key", info.key() + " ")) {
            TestClient.sendFrames(
                    client.shell, framesOf(key, "execute_request", TestClient.execute("print broken in")));
            TestClient.sendFrames(client.control, framesOf(key, "shutdown_request", new JsonObject()));
        }
        assertNothingWasRun();
    }

    @Test
    void aMessageThatIsSentAgainIsNotRunAgain() {
        var frames = framesOf(info.key(), "execute_request", TestClient.execute("print once"));
        TestClient.sendFrames(client.shell, frames);
        TestClient.sendFrames(client.shell, frames);
        TestClient.sendFrames(client.control, frames);
        client.cell("echo after").returns("after");
        assertEquals(
                1,
                client.published.stream()
                        .filter(message -> message.type().equals("stream"))
                        .count());
    }

    @Test
    void aSignatureCoversEveryPart() {
        var frames = framesOf(info.key(), "execute_request", TestClient.execute("print broken in"));
        for (int part = 2; part < frames.size(); part++) {
            var changed = new ArrayList<>(frames);
            changed.set(
                    part,
                    "{}".equals(new String(frames.get(part), UTF_8)) ? "{ }".getBytes(UTF_8) : "{}".getBytes(UTF_8));
            TestClient.sendFrames(client.shell, changed);
        }
        assertNothingWasRun();
    }

    @Test
    void framesThatAreNoMessageAreDropped() {
        var garbage = new Garbage(1);
        var right = framesOf("another-key", "execute_request", TestClient.execute("print broken in"));
        for (int round = 0; round < Garbage.rounds(300); round++) {
            var frames = new ArrayList<byte[]>();
            for (var frame : garbage.shuffled(right)) {
                frames.add(garbage.below(3) == 0 ? garbage.mutate(frame) : frame);
            }
            if (frames.isEmpty()) {
                frames.add(new byte[0]);
            }
            TestClient.sendFrames(
                    List.of(client.shell, client.control, client.stdin).get(garbage.below(3)), frames);
        }
        TestClient.sendFrames(client.shell, List.of(new byte[20_000_000]));
        assertNothingWasRun();
    }

    @Test
    void signedPartsThatAreNoJsonObjectAreDropped() {
        var wrong = List.of(
                "", "[]", "1", "null", "{", "{\"a\":NaN}", "[".repeat(100_000), "{\"a\":".repeat(100_000), "{}{}");
        var hmac = Hmac.of("hmac-sha256", info.key());
        for (var text : wrong) {
            for (int part = 2; part < 6; part++) {
                var frames =
                        new ArrayList<>(framesOf(info.key(), "execute_request", TestClient.execute("print broken in")));
                frames.set(part, text.getBytes(UTF_8));
                frames.set(1, hmac.sign(frames.subList(2, 6)));
                TestClient.sendFrames(client.shell, frames);
            }
        }
        assertNothingWasRun();
    }

    @Test
    void fieldsOfWrongTypesMissingOnesAndUnknownOnesGetAnAnswer() {
        var garbage = new Garbage(2);
        var every = json(EVERY_FIELD);
        for (int round = 0; round < Garbage.rounds(10); round++) {
            for (var type : REQUESTS) {
                var mutated = garbage.mutate(every) instanceof JsonObject object ? object : new JsonObject();
                var request = client.make(type, mutated);
                client.send(client.shell, request);
                var reply = client.reply(client.shell, request);
                assertEquals(request.id(), reply.parentId());
                client.awaitIdle(request);
                client.published.clear();
            }
        }
        client.cell("echo alive").returns("alive");
    }

    @Test
    void headersOfAnyFormAreAnsweredOrDropped() {
        var garbage = new Garbage(3);
        for (int round = 0; round < Garbage.rounds(100); round++) {
            var right = client.make("kernel_info_request", new JsonObject());
            var header = garbage.mutate(right.header()) instanceof JsonObject object ? object : new JsonObject();
            var parent = garbage.any(2) instanceof JsonObject object ? object : new JsonObject();
            var metadata = garbage.any(2) instanceof JsonObject object ? object : new JsonObject();
            client.send(
                    client.shell,
                    new Message(right.ids(), header, parent, metadata, right.content(), List.of(garbage.random(9))));
        }
        client.published.clear();
        assertEquals(
                "ok",
                Json.string(
                        client.askControl("kernel_info_request", new JsonObject())
                                .content(),
                        "status",
                        ""));
    }

    @Test
    void commsThatNobodyOpenedAndAnswersThatNobodyAskedForDoNothing() {
        var garbage = new Garbage(4);
        for (int round = 0; round < Garbage.rounds(50); round++) {
            var content = garbage.mutate(json(EVERY_FIELD)) instanceof JsonObject object ? object : new JsonObject();
            var type = List.of("comm_open", "comm_msg", "comm_close").get(garbage.below(3));
            client.send(client.shell, type, content);
            client.send(client.stdin, "input_reply", content);
            client.send(client.shell, garbage.nasty() + "_request", content);
        }
        client.cell("echo alive").returns("alive");
    }
}
