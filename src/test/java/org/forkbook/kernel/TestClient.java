package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.forkbook.client.FreePorts;
import org.forkbook.kernel.channels.JeroMq;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/** A frontend for tests: {@code client.cell("echo 2").returns("2")}. For one thread. */
final class TestClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final MessageFactory messages = MessageFactory.create("tester");
    private final ZMQ.Context context = JeroMq.context();
    private final WireFormat format;
    final ZMQ.Socket shell;
    final ZMQ.Socket control;
    final ZMQ.Socket stdin;
    final ZMQ.Socket iopub;
    final ZMQ.Socket heartbeat;
    private final List<Message> replies = new ArrayList<>();
    final List<Message> published = new ArrayList<>();

    private TestClient(ConnectionInfo info) {
        format = new WireFormat(Hmac.of(info.signatureScheme(), info.key()));
        iopub = socket(SocketType.SUB, info, info.iopubPort());
        iopub.subscribe("");
        shell = socket(SocketType.DEALER, info, info.shellPort());
        control = socket(SocketType.DEALER, info, info.controlPort());
        stdin = socket(SocketType.DEALER, info, info.stdinPort());
        heartbeat = socket(SocketType.REQ, info, info.heartbeatPort());
    }

    /** Connects; the kernel need not exist yet. */
    static TestClient connect(ConnectionInfo info) {
        return new TestClient(info);
    }

    /** Connects to a running kernel, and waits until it publishes to this client. */
    static TestClient join(ConnectionInfo info) {
        var client = new TestClient(info);
        client.awaitPublished(message -> message.type().equals("iopub_welcome"));
        return client;
    }

    /** Ports that are free now, and a key. */
    static ConnectionInfo freePorts() throws IOException {
        return ConnectionInfo.onLoopback(FreePorts.find(5), "test-key");
    }

    private ZMQ.Socket socket(SocketType type, ConnectionInfo info, int port) {
        var socket = context.socket(type);
        socket.setLinger(0);
        socket.setHWM(0);
        socket.setReceiveTimeOut(TIMEOUT_MILLIS);
        // JeroMQ sometimes doesn't poll a new connection before this time is up: see ZmqTransport.
        socket.setHandshakeIvl(5_000);
        if (type == SocketType.DEALER) {
            socket.setIdentity(messages.id().getBytes(StandardCharsets.UTF_8));
        }
        socket.connect(info.address(port));
        return socket;
    }

    // ---- cells

    /** Runs a cell and waits until the kernel is idle again. */
    Conversation cell(String code) {
        return converse(shell, "execute_request", execute(code));
    }

    /** The content of an execute request with the usual defaults. */
    static JsonObject execute(String code) {
        var content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.add("user_expressions", new JsonObject());
        content.addProperty("allow_stdin", true);
        content.addProperty("stop_on_error", true);
        return content;
    }

    // ---- any message

    Conversation ask(String type, JsonObject content) {
        return converse(shell, type, content);
    }

    /** Asks a subshell. */
    Conversation ask(String subshell, String type, JsonObject content) {
        var request = make(type, content);
        request.header().addProperty("subshell_id", subshell);
        send(shell, request);
        return new Conversation(this, request, reply(shell, request), awaitIdle(request));
    }

    Conversation askControl(String type, JsonObject content) {
        return converse(control, type, content);
    }

    private Conversation converse(ZMQ.Socket socket, String type, JsonObject content) {
        var request = send(socket, type, content);
        return new Conversation(this, request, reply(socket, request), awaitIdle(request));
    }

    Message make(String type, JsonObject content) {
        return messages.request(type, content);
    }

    Message send(ZMQ.Socket socket, String type, JsonObject content) {
        return send(socket, make(type, content));
    }

    Message send(ZMQ.Socket socket, Message message) {
        sendFrames(socket, format.encode(message));
        return message;
    }

    static void sendFrames(ZMQ.Socket socket, List<byte[]> frames) {
        for (var i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    /** Waits for the reply to a request. */
    Message reply(ZMQ.Socket socket, Message request) {
        while (true) {
            for (var reply : replies) {
                if (reply.parentId().equals(request.id())) {
                    replies.remove(reply);
                    return reply;
                }
            }
            replies.add(receive(socket));
        }
    }

    /** Answers an input request of the kernel. */
    Message answer(String value) {
        var question = receive(stdin);
        assertEquals("input_request", question.type());
        var content = new JsonObject();
        content.addProperty("value", value);
        send(stdin, messages.reply(question.to(List.of()), "input_reply", content));
        return question;
    }

    /** All that was published under a request up to its idle. */
    List<Message> awaitIdle(Message request) {
        awaitPublished(message -> message.parentId().equals(request.id())
                && Json.string(message.content(), "execution_state", "").equals("idle"));
        return under(request);
    }

    /** All that has arrived so far of what was published under a request. */
    List<Message> under(Message request) {
        return published.stream()
                .filter(message -> message.parentId().equals(request.id()))
                .toList();
    }

    /** Waits for a published message. */
    Message awaitPublished(Predicate<Message> condition) {
        var seen = 0;
        while (true) {
            for (; seen < published.size(); seen++) {
                if (condition.test(published.get(seen))) {
                    return published.get(seen);
                }
            }
            published.add(receive(iopub));
        }
    }

    Message receive(ZMQ.Socket socket) {
        var frames = new ArrayList<byte[]>();
        do {
            var frame = socket.recv();
            if (frame == null) {
                throw new AssertionError("nothing came for " + TIMEOUT_MILLIS + " ms; published so far: "
                        + published.stream().map(Message::type).toList() + "; not read yet: " + unread());
            }
            frames.add(frame);
        } while (socket.hasReceiveMore());
        try {
            var message = format.decode(frames);
            MessageSpec.check(message);
            return message;
        } catch (BadMessageException e) {
            throw new AssertionError("the kernel has sent a bad message", e);
        }
    }

    /** What has been published and not read: it tells whether the kernel has got a request whose reply is missing. */
    private List<String> unread() {
        var types = new ArrayList<String>();
        for (var frames = ZMsg.recvMsg(iopub, false); frames != null; frames = ZMsg.recvMsg(iopub, false)) {
            types.add(frames.getFirst().getString(StandardCharsets.UTF_8));
        }
        return types;
    }

    @Override
    public void close() {
        List.of(shell, control, stdin, iopub, heartbeat).forEach(ZMQ.Socket::close);
        context.close();
    }
}
