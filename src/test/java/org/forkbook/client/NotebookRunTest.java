package org.forkbook.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.forkbook.client.KernelClient.Channel;
import org.forkbook.kernel.protocol.BadMessageException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.forkbook.notebook.Notebook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a cell, with a fake kernel that sends what no real kernel would. */
@Timeout(60)
class NotebookRunTest {

    @TempDir
    private Path folder;

    /** A kernel that answers each cell with these contents of an {@code execute_reply}, on these channels, in order. */
    private record Forger(List<Channel> channels, List<String> contents) implements Launcher {

        @Override
        public List<String> command(Path connectionFile) {
            return List.of("sleep", "60"); // A process that can be ended; its channels are in here.
        }

        @Override
        public KernelClient connect(ConnectionInfo info, CompletableFuture<?> kernelEnd) throws IOException {
            return KernelClient.over(
                    new Answers(this, new WireFormat(Hmac.of(info.signatureScheme(), info.key()))), info);
        }
    }

    private record Sent(Channel channel, List<byte[]> frames) {}

    /** The channels, without a network: every request is answered at once. */
    private static final class Answers implements Transport {
        private final Forger forger;
        private final WireFormat format;
        private final MessageFactory messages = MessageFactory.create("kernel");
        private final Deque<Sent> waiting = new ArrayDeque<>();
        private boolean ended;

        private Answers(Forger forger, WireFormat format) {
            this.forger = forger;
            this.format = format;
        }

        @Override
        public void send(Channel channel, List<byte[]> frames) {
            try {
                var request = format.decode(frames);
                switch (request.type()) {
                    case "kernel_info_request" -> answer(Channel.SHELL, request, "kernel_info_reply", "{}");
                    case "execute_request" -> {
                        for (int i = 0; i < forger.channels().size(); i++) {
                            answer(
                                    forger.channels().get(i),
                                    request,
                                    "execute_reply",
                                    forger.contents().get(i));
                        }
                    }
                    case "shutdown_request" -> ended = true;
                    default -> throw new AssertionError(request.type());
                }
                answer(Channel.IOPUB, request, "status", "{'execution_state': 'idle'}");
            } catch (BadMessageException e) {
                throw new AssertionError(e);
            }
        }

        private void answer(Channel channel, Message request, String type, String content) {
            JsonObject json = JsonParser.parseString(content).getAsJsonObject();
            waiting.add(new Sent(channel, format.encode(messages.reply(request, type, json))));
        }

        @Override
        public boolean await(long millis) {
            return ended;
        }

        @Override
        public void receive(BiConsumer<Channel, List<byte[]>> receiver) {
            for (var sent = waiting.poll(); sent != null; sent = waiting.poll()) {
                receiver.accept(sent.channel(), sent.frames());
            }
        }

        @Override
        public void close() {
            ended = true;
        }
    }

    private Optional<CellFailure> run(List<Channel> channels, String... contents) throws Exception {
        var json = JsonParser.parseString("{'nbformat': 4, 'nbformat_minor': 5, 'metadata': {}, 'cells': ["
                        + "{'cell_type': 'code', 'id': 'a', 'metadata': {}, 'outputs': [],"
                        + " 'execution_count': null, 'source': '1'}]}")
                .getAsJsonObject();
        return new NotebookRunner(new Forger(channels, List.of(contents)))
                .run(Notebook.of(json), folder, RunOptions.defaults(), RunListener.none())
                .failure();
    }

    @Test
    void aCellHasPassedWhenTheShellChannelSaysOk() throws Exception {
        assertEquals(Optional.empty(), run(List.of(Channel.SHELL), "{'status': 'ok'}"));
    }

    @Test
    void aReplyThatDoesNotSaySoIsAFailure() throws Exception {
        for (var reply : List.of("{}", "{'status': 'aborted'}", "{'status': 7}", "{'status': null}")) {
            assertTrue(run(List.of(Channel.SHELL), reply).isPresent(), reply);
        }
    }

    @Test
    void aReplyOnAnotherChannelIsNone() throws Exception {
        var failure = run(
                List.of(Channel.IOPUB, Channel.CONTROL, Channel.SHELL),
                "{'status': 'ok'}",
                "{'status': 'ok'}",
                "{'status': 'error', 'ename': 'Wrong', 'evalue': 'why', 'traceback': [{}, 7]}");
        assertEquals("Wrong", failure.orElseThrow().name());
    }
}
