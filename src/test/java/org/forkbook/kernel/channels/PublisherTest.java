package org.forkbook.kernel.channels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

@Timeout(300)
class PublisherTest {

    private static final int MESSAGES = 1_000;
    private static final int LONG = 100_000; // So that the sockets' own buffers are soon full.

    private static final Pattern NOTICE =
            Pattern.compile("A frontend had stopped reading: it has missed (\\d+) messages");

    private final MessageFactory messages = MessageFactory.create("kernel");
    private final WireFormat format = new WireFormat(Hmac.of("hmac-sha256", "key"));
    private final Message cell = messages.request("execute_request", new JsonObject());

    /** The text of the next stream message; null for others, and when none comes. */
    private @Nullable String text(ZMQ.Socket socket) throws BadMessageException {
        var frames = new ArrayList<byte[]>();
        do {
            var frame = socket.recv();
            if (frame == null) {
                return null;
            }
            frames.add(frame);
        } while (socket.hasReceiveMore());
        return Json.stringOrNull(format.decode(frames).content(), "text");
    }

    private List<String> remaining(ZMQ.Socket socket) throws BadMessageException {
        var texts = new ArrayList<String>();
        for (var text = text(socket); text != null; text = text(socket)) {
            texts.add(text);
        }
        return texts;
    }

    @Test
    void aFrontendThatHadStoppedReadingIsToldThatItHasMissedSomething() throws IOException, BadMessageException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var info = new ConnectionInfo("tcp", "127.0.0.1", 1, port, 1, 1, 1, "hmac-sha256", "key");
        var kernel = JeroMq.context();
        var frontend = JeroMq.context();
        var timeout = Duration.ofMillis(100);
        try (var publisher = new Publisher(Channels.publisher(kernel, info), format, messages, cause -> {}, timeout);
                var reader = frontend.socket(SocketType.SUB)) {
            publisher.start();
            reader.setLinger(0);
            reader.setRcvHWM(20);
            reader.subscribe("");
            reader.connect(info.address(port));
            text(reader); // The welcome: from here on it is subscribed.

            var content = new JsonObject();
            content.addProperty("name", "stdout");
            content.addProperty("text", "x".repeat(LONG));
            for (int i = 0; i < MESSAGES; i++) {
                publisher.publishOutput(cell, "stream", "stream.stdout", content);
            }
            reader.setReceiveTimeOut(500);

            var texts = remaining(reader);
            content.addProperty("text", "later");
            publisher.publishOutput(cell, "stream", "stream.stdout", content);
            texts.addAll(remaining(reader));

            var arrived = texts.stream().filter(text -> text.startsWith("x")).count();
            assertTrue(arrived < MESSAGES, "it has missed nothing");
            assertTrue(texts.contains("later"));
            var told = texts.stream()
                    .map(NOTICE::matcher)
                    .filter(Matcher::find)
                    .mapToLong(notice -> Long.parseLong(notice.group(1)))
                    .sum();
            assertEquals(MESSAGES - arrived, told);
        } finally {
            frontend.close();
            kernel.close();
        }
    }
}
