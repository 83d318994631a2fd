package org.forkbook.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.forkbook.kernel.channels.JeroMq;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.forkbook.kernel.protocol.Hmac;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.MessageFactory;
import org.forkbook.kernel.protocol.WireFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class KernelTest {

    @AutoClose
    private final EchoKernel started = EchoKernel.start();

    private final EchoInterpreter echo = started.echo;
    private final Kernel kernel = started.kernel;
    private final ConnectionInfo info = started.info;
    private final TestClient client = started.client;

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    // ---- cells

    @Test
    void aCellReturnsItsResult() {
        var cell = client.cell("echo 2").returns("2");

        assertEquals(List.of("busy", "execute_input", "execute_result", "idle"), cell.story());
        assertEquals(1, Json.integer(cell.content(), "execution_count", 0));
        assertEquals(json("{}"), cell.content().get("user_expressions"));
        assertTrue(cell.content().get("payload").isJsonArray());
    }

    @Test
    void everyMessageOfACellNamesItAsItsParent() {
        var cell = client.cell("print a\nerr b\ndisplay c\necho d");

        cell.published().forEach(message -> assertEquals(cell.request().header(), message.parentHeader()));
        assertEquals(cell.request().header(), cell.reply().parentHeader());
        assertEquals("execute_reply", cell.reply().type());
    }

    @Test
    void aLineOfProgressStaysUnderACellThatShowsNothingElse() {
        var cell = client.cell("progress a\nfurther b\nfurther c");

        assertEquals(
                List.of("busy", "execute_input", "display_data", "update_display_data", "update_display_data", "idle"),
                cell.story());
        assertEquals(
                List.of("busy", "execute_input", "display_data", "error", "idle"),
                client.cell("progress a\nfail").story());
    }

    @Test
    void aLineOfProgressGoesWhenTheCellShowsSomethingOfItsOwn() {
        for (var own : List.of("print p", "err e", "display d")) {
            var shown = own.startsWith("display") ? "display_data" : "stream";
            assertEquals(
                    List.of("busy", "execute_input", "display_data", "clear_output", shown, "idle"),
                    client.cell("progress a\n" + own + "\nfurther b\nprogress c\nfurther d")
                            .story());
        }
        assertEquals(
                List.of("busy", "execute_input", "display_data", "clear_output", "execute_result", "idle"),
                client.cell("progress a\necho r").story());
        var cell = client.cell("print a row\nprogress a\nprint a row\nfurther b\nprint a row");
        assertEquals(List.of("busy", "execute_input", "stream", "idle"), cell.story());
        assertEquals("a row\na row\na row\n", cell.stream("stdout"));
    }

    @Test
    void outputKeepsItsOrder() {
        var cell = client.cell("print a\nerr b\nprint c\ndisplay d\nprint e\nclear true\nupdate f\necho g");

        assertEquals(
                List.of(
                        "busy",
                        "execute_input",
                        "stream",
                        "stream",
                        "stream",
                        "display_data",
                        "stream",
                        "clear_output",
                        "update_display_data",
                        "execute_result",
                        "idle"),
                cell.story());
        assertEquals("a\nc\ne\n", cell.stream("stdout"));
        assertEquals("b\n", cell.stream("stderr"));
        assertEquals(
                json("{'data': {'text/plain': 'd', 'text/html': '<b>d</b>'}, 'metadata': {},"
                        + " 'transient': {'display_id': 'the-id'}}"),
                cell.of("display_data").get(0).content());
        assertEquals(json("{'wait': true}"), cell.of("clear_output").get(0).content());
    }

    @Test
    void manyLinesMakeFewMessagesAndNoneIsLost() {
        var expected = new StringBuilder();
        for (var i = 0; i < 100_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        var cell = client.cell("lines 100000").prints(expected.toString());

        assertTrue(
                cell.of("stream").size() < 200,
                () -> "messages: " + cell.of("stream").size());
    }

    @Test
    void aHundredMegabytesPassThroughASmallQueue() {
        var cell = client.cell("chars 100000000");

        assertEquals(
                100_000_000L,
                cell.of("stream").stream()
                        .mapToLong(message ->
                                Json.string(message.content(), "text", "").length())
                        .sum());
    }

    @Test
    void aCharacterWrittenInHalvesArrivesWhole() {
        client.cell("half").prints("𝔸");
    }

    @Test
    void textIsSentWhileTheCellRuns() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));

        client.askControl("interrupt_request", new JsonObject());
        client.awaitIdle(request);
    }

    @Test
    void aLateLineGoesUnderTheCellThatStartedIt() {
        var first = client.cell("late too late");
        var second = client.cell("echo 1");
        echo.releaseLate();
        var late = client.awaitPublished(message -> message.type().equals("stream"));

        assertEquals(first.request().id(), late.parentId());
        assertEquals("too late\n", Json.string(late.content(), "text", ""));
        second.returns("1");
    }

    @Test
    void aFailureIsPublishedAndReplied() {
        var cell = client.cell("print before\nfail").fails("EchoError").prints("before\n");

        assertEquals(List.of("busy", "execute_input", "stream", "error", "idle"), cell.story());
        assertEquals(
                json("{'ename': 'EchoError', 'evalue': 'it went wrong', 'traceback': ['traceback of EchoError']}"),
                cell.of("error").get(0).content());
        assertEquals(1, Json.integer(cell.content(), "execution_count", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bug", "overflow", "memory"})
    void aFaultOfTheInterpreterIsAnErrorAndTheKernelGoesOn(String command) {
        assertEquals("error", client.cell(command).status());
        client.cell("echo still here").returns("still here");
    }

    @Test
    void aFailureAbortsTheCellsThatWait() {
        var running = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        var waiting = client.send(client.shell, "execute_request", TestClient.execute("echo 1"));
        var question = client.send(client.shell, "kernel_info_request", new JsonObject());
        // A subshell request comes by the same socket: once it is answered, the others are in the queue.
        client.reply(client.shell, client.send(client.shell, forSubshell("none", "kernel_info_request")));
        client.askControl("interrupt_request", new JsonObject());

        assertEquals("error", Json.string(client.reply(client.shell, running).content(), "status", ""));
        var aborted = client.reply(client.shell, waiting).content();
        assertEquals("aborted", Json.string(aborted, "status", ""));
        assertFalse(aborted.has("execution_count"), "a cell that hasn't run has no number");
        assertEquals("ok", Json.string(client.reply(client.shell, question).content(), "status", ""));
        assertEquals(2, client.awaitIdle(waiting).size());
        client.cell("echo 3").returns("3");
    }

    @Test
    void aFailureAbortsTheCellThatIsStillOnItsWay() {
        var early = client.make("execute_request", TestClient.execute("echo early"));
        var timeless = client.make("execute_request", TestClient.execute("echo timeless"));
        timeless.header().remove("date");
        // A failure in the same millisecond would be no later than the cell, as far as browsers' clocks can tell.
        var made = Objects.requireNonNull(early.date());
        while (Duration.between(made, Instant.now()).toMillis() < 2) {
            Thread.onSpinWait();
        }
        client.cell("fail").fails("EchoError");
        client.send(client.shell, early);
        client.send(client.shell, timeless);

        assertEquals("aborted", Json.string(client.reply(client.shell, early).content(), "status", ""));
        assertEquals("ok", Json.string(client.reply(client.shell, timeless).content(), "status", ""));
        client.cell("fail").fails("EchoError");
        client.cell("echo after").returns("after");
    }

    @Test
    void withoutStopOnErrorTheCellsThatWaitRun() {
        var content = TestClient.execute("wait");
        content.addProperty("stop_on_error", false);
        var running = client.send(client.shell, "execute_request", content);
        client.awaitPublished(message -> message.type().equals("stream"));
        var waiting = client.send(client.shell, "execute_request", TestClient.execute("echo 1"));
        client.reply(client.shell, client.send(client.shell, forSubshell("none", "kernel_info_request")));
        client.askControl("interrupt_request", new JsonObject());

        assertEquals("error", Json.string(client.reply(client.shell, running).content(), "status", ""));
        assertEquals("ok", Json.string(client.reply(client.shell, waiting).content(), "status", ""));
    }

    @Test
    void aSilentCellPublishesNeitherCodeNorResultAndHasNoNumber() {
        var content = TestClient.execute("print seen\necho 1");
        content.addProperty("silent", true);
        var cell = client.ask("execute_request", content).succeeds();

        assertEquals(List.of("busy", "stream", "idle"), cell.story());
        assertEquals(1, Json.integer(client.cell("echo 1").content(), "execution_count", 0));
    }

    @Test
    void aCellThatIsNotStoredTakesNoNumber() {
        var content = TestClient.execute("echo 1");
        content.addProperty("store_history", false);
        client.ask("execute_request", content).returns("1");

        assertEquals(1, Json.integer(client.cell("echo 2").content(), "execution_count", 0));
        assertEquals(2, Json.integer(client.cell("echo 3").content(), "execution_count", 0));
    }

    @Test
    void anEmptyCellTakesNoNumber() {
        client.cell(" \n").returnsNothing();

        assertEquals(1, Json.integer(client.cell("echo 2").content(), "execution_count", 0));
    }

    @Test
    void userExpressionsAreEvaluated() {
        var content = TestClient.execute("echo 1");
        content.add("user_expressions", json("{'good': 'x', 'bad': 'fail'}"));
        var expressions = Json.object(client.ask("execute_request", content).content(), "user_expressions");

        assertEquals(json("{'status': 'ok', 'data': {'text/plain': 'x'}, 'metadata': {}}"), expressions.get("good"));
        assertEquals("error", Json.string(Json.object(expressions, "bad"), "status", ""));
    }

    @Test
    void aRequestWithoutContentGetsTheDefaults() {
        var cell = client.ask("execute_request", json("{'code': 'echo 1'}")).returns("1");

        assertEquals(1, Json.integer(cell.content(), "execution_count", 0));
    }

    // ---- input

    @Test
    void aCellReadsALineFromItsReader() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("ask password please"));
        var question = client.answer("sesame");

        assertEquals(json("{'prompt': 'password please', 'password': true}"), question.content());
        assertEquals(request.header(), question.parentHeader());
        assertEquals("sesame", Conversation.plain(find(client.awaitIdle(request), "execute_result")));
    }

    @Test
    void anAnswerWithoutParentIsForTheOldestQuestion() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("ask"));
        client.receive(client.stdin);
        client.send(client.stdin, "input_reply", json("{'value': 'x'}"));

        assertEquals("x", Conversation.plain(find(client.awaitIdle(request), "execute_result")));
    }

    @Test
    void aStaleAnswerIsDropped() {
        var first = client.send(client.shell, "execute_request", TestClient.execute("ask"));
        client.answer("first");
        // Right behind the answer, on the same socket.
        client.send(client.stdin, "input_reply", json("{'value': 'stale'}"));
        client.awaitIdle(first);
        var request = client.send(client.shell, "execute_request", TestClient.execute("ask"));
        client.answer("fresh");

        assertEquals("fresh", Conversation.plain(find(client.awaitIdle(request), "execute_result")));
    }

    @Test
    void anInterruptEndsTheWaitForInput() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("ask"));
        client.receive(client.stdin);
        client.askControl("interrupt_request", new JsonObject());

        assertEquals(
                "InterruptedIOException",
                Json.string(client.reply(client.shell, request).content(), "ename", ""));
    }

    @Test
    void withoutStdinAskingFails() {
        var content = TestClient.execute("ask");
        content.addProperty("allow_stdin", false);

        client.ask("execute_request", content).fails("IOException");
    }

    // ---- introspection

    @Test
    void theKernelSaysWhatItIs() {
        var info = client.ask("kernel_info_request", new JsonObject());

        assertEquals("ok", info.status());
        assertEquals("5.5", Json.string(info.content(), "protocol_version", ""));
        assertEquals("forkbook", Json.string(info.content(), "implementation", ""));
        assertFalse(Json.string(info.content(), "implementation_version", "").isEmpty());
        assertFalse(Json.string(info.content(), "banner", "").isEmpty());
        var language = Json.object(info.content(), "language_info");
        assertEquals("java", Json.string(language, "name", ""));
        assertEquals(System.getProperty("java.version"), Json.string(language, "version", ""));
        assertEquals(".java", Json.string(language, "file_extension", ""));
        assertTrue(info.content().get("help_links").isJsonArray());
        assertEquals(
                json("{'f': ['kernel subshells']}").get("f"), info.content().get("supported_features"));
        assertEquals(List.of("busy", "idle"), info.story());
    }

    @Test
    void positionsAreCodePoints() {
        var reply = client.ask("complete_request", json("{'code': '𝔸𝔹 fo 𝔹', 'cursor_pos': 5}"))
                .content();

        assertEquals(json("{'m': ['fofo']}").get("m"), reply.get("matches"));
        assertEquals(3, Json.integer(reply, "cursor_start", -1));
        assertEquals(5, Json.integer(reply, "cursor_end", -1));
        assertEquals(
                json("{'_jupyter_types_experimental':"
                        + " [{'start': 3, 'end': 5, 'text': 'fofo', 'type': 'method', 'signature': '(int)'}]}"),
                reply.get("metadata"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 0, 7, 8, 1000})
    void aCursorOutsideTheTextIsMovedInside(int cursor) {
        var content = json("{'code': 'ab 𝔸'}");
        content.addProperty("cursor_pos", cursor);

        assertEquals("ok", client.ask("complete_request", content).status());
    }

    @Test
    void inspectionFindsOrNot() {
        var found = client.ask("inspect_request", json("{'code': '𝔸b', 'cursor_pos': 1, 'detail_level': 1}"));
        var none = client.ask("inspect_request", json("{'code': '', 'cursor_pos': 0}"));

        assertEquals(
                json("{'status': 'ok', 'found': true, 'data': {'text/plain': '𝔸|1'}, 'metadata': {}}"),
                found.content());
        assertEquals(json("{'status': 'ok', 'found': false, 'data': {}, 'metadata': {}}"), none.content());
    }

    @Test
    void completenessIsAnswered() {
        assertEquals(
                json("{'status': 'incomplete', 'indent': '  '}"),
                client.ask("is_complete_request", json("{'code': 'x {'}")).content());
        assertEquals(
                json("{'status': 'complete'}"),
                client.ask("is_complete_request", json("{'code': 'x'}")).content());
        assertEquals(
                json("{'status': 'invalid'}"),
                client.ask("is_complete_request", json("{'code': '}}'}")).content());
    }

    @Test
    void historyAnswersTailRangeAndSearch() {
        client.cell("echo one");
        client.cell("echo two");
        client.cell("print three");

        assertEquals(
                json("{'h': [[1, 2, 'echo two'], [1, 3, 'print three']]}").get("h"),
                history("{'hist_access_type': 'tail', 'n': 2}"));
        assertEquals(
                json("{'h': [[1, 2, ['echo two', 'two']]]}").get("h"),
                history("{'hist_access_type': 'range', 'session': 0, 'start': 2, 'stop': 3, 'output': true}"));
        assertEquals(
                json("{'h': [[1, 1, 'echo one'], [1, 2, 'echo two']]}").get("h"),
                history("{'hist_access_type': 'search', 'pattern': 'echo*', 'n': 5}"));
        assertEquals(
                json("{'h': [[1, 3, ['print three', null]]]}").get("h"),
                history("{'hist_access_type': 'search', 'pattern': '*th?ee', 'output': true}"));
        assertEquals(
                json("{'h': [[1, 2, 'echo two']]}").get("h"),
                history("{'hist_access_type': 'search', 'pattern': '[a-f]cho [^o]w[[o]'}"));
        for (var odd : List.of("[", "[]", "[^]", "\\\\[a", "[b-a]", "]")) {
            assertEquals(
                    json("{'h': []}").get("h"),
                    history("{'hist_access_type': 'search', 'pattern': '" + odd + "'}"),
                    odd);
        }
    }

    private com.google.gson.JsonElement history(String content) {
        return client.ask("history_request", json(content)).succeeds().content().get("history");
    }

    @Test
    void connectNamesThePorts() {
        var reply = client.ask("connect_request", new JsonObject()).content();

        assertEquals(info.shellPort(), Json.integer(reply, "shell_port", 0));
        assertEquals(info.heartbeatPort(), Json.integer(reply, "hb_port", 0));
    }

    // ---- comms

    @Test
    void aCommToAnUnknownTargetIsClosedAtOnce() {
        var request =
                client.send(client.shell, "comm_open", json("{'comm_id': 'c1', 'target_name': 'nobody', 'data': {}}"));
        var published = client.awaitIdle(request);

        assertEquals("c1", Json.string(find(published, "comm_close").content(), "comm_id", ""));
        assertEquals(new JsonObject(), commInfo("{}"));
    }

    @Test
    void aCommTalksBothWays() {
        kernel.comms().register("echo", (comm, data) -> {
            comm.send(data);
            comm.onMessage(received -> comm.send(received.data(), received.buffers()));
        });
        var opened = client.awaitIdle(client.send(
                client.shell, "comm_open", json("{'comm_id': 'c1', 'target_name': 'echo', 'data': {'a': 1}}")));
        assertEquals(
                json("{'comm_id': 'c1', 'data': {'a': 1}}"),
                find(opened, "comm_msg").content());
        assertEquals(json("{'c1': {'target_name': 'echo'}}"), commInfo("{'target_name': 'echo'}"));
        assertEquals(new JsonObject(), commInfo("{'target_name': 'other'}"));

        var sent = client.make("comm_msg", json("{'comm_id': 'c1', 'data': {'b': 2}}"));
        var withBuffer = new Message(
                sent.ids(), sent.header(), sent.parentHeader(), sent.metadata(), sent.content(), List.of(new byte[] {7
                }));
        var echoed = find(client.awaitIdle(client.send(client.shell, withBuffer)), "comm_msg");
        assertEquals(json("{'comm_id': 'c1', 'data': {'b': 2}}"), echoed.content());
        assertEquals(7, echoed.buffers().get(0)[0]);

        client.awaitIdle(client.send(client.shell, "comm_close", json("{'comm_id': 'c1', 'data': {}}")));
        assertEquals(new JsonObject(), commInfo("{}"));
    }

    private JsonObject commInfo(String content) {
        return Json.object(
                client.ask("comm_info_request", json(content)).succeeds().content(), "comms");
    }

    @Test
    void aTargetThatThrowsClosesTheCommAndTheKernelGoesOn() {
        kernel.comms().register("broken", (comm, data) -> {
            throw new IllegalStateException("broken");
        });
        var published = client.awaitIdle(
                client.send(client.shell, "comm_open", json("{'comm_id': 'c1', 'target_name': 'broken', 'data': {}}")));

        assertEquals("c1", Json.string(find(published, "comm_close").content(), "comm_id", ""));
        client.cell("echo 1").returns("1");
    }

    // ---- control

    @Test
    void anInterruptIsAnsweredOnControlWhileACellRuns() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        var interrupt = client.askControl("interrupt_request", new JsonObject());

        assertEquals("interrupt_reply", interrupt.reply().type());
        assertEquals("ok", interrupt.status());
        assertEquals("error", Json.string(client.reply(client.shell, request).content(), "status", ""));
        client.cell("echo 1").returns("1");
    }

    @Test
    void anInterruptWithNothingToInterruptIsHarmless() {
        client.askControl("interrupt_request", new JsonObject()).succeeds();

        client.cell("echo 1").returns("1");
    }

    @Test
    void kernelInfoIsAnsweredOnControlWhileACellRuns() {
        var request = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));

        assertEquals(
                "ok", client.askControl("kernel_info_request", new JsonObject()).status());
        client.askControl("interrupt_request", new JsonObject());
        client.awaitIdle(request);
    }

    @Test
    void aCellSentOnControlIsAnsweredThereAndDoesNotBlockIt() {
        var request = client.send(client.control, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        client.askControl("interrupt_request", new JsonObject()).succeeds();

        assertEquals("error", Json.string(client.reply(client.control, request).content(), "status", ""));
    }

    @Test
    void thereIsNoDebuggerAndItSaysSo() {
        var reply = client.askControl(
                        "debug_request", json("{'type': 'request', 'seq': 4, 'command': 'debugInfo', 'arguments': {}}"))
                .content();

        assertEquals("response", Json.string(reply, "type", ""));
        assertEquals("debugInfo", Json.string(reply, "command", ""));
        assertEquals(4, Json.integer(reply, "request_seq", 0));
        assertFalse(Json.bool(reply, "success", true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shutdownIsAnsweredAndTheKernelEnds(boolean restart) throws InterruptedException {
        var content = new JsonObject();
        content.addProperty("restart", restart);
        var reply = client.askControl("shutdown_request", content);
        kernel.awaitEnd();
        kernel.close();

        assertEquals("shutdown_reply", reply.reply().type());
        assertEquals("ok", reply.status());
        assertEquals(restart, Json.bool(reply.content(), "restart", !restart));
        assertEquals(List.of("busy", "shutdown_reply", "idle"), reply.story());
        assertTrue(echo.closed);
    }

    @Test
    void shutdownOnTheShellWorksToo() throws InterruptedException {
        client.ask("shutdown_request", json("{'restart': false}")).succeeds();

        kernel.awaitEnd();
    }

    @Test
    void theKernelEndsWhileACellRunsAndLeavesNoThread() throws InterruptedException {
        client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        var begin = System.nanoTime();
        client.askControl("shutdown_request", json("{'restart': false}"));
        kernel.awaitEnd();
        kernel.close();

        assertTrue(System.nanoTime() - begin < 25_000_000_000L, "it waited for the cell");
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName)
                        .filter(name -> name.matches("forkbook-(shell|control|stdin|iopub|heartbeat)"))
                        .filter(name -> !name.equals("forkbook-shell"))
                        .toList());
    }

    // ---- subshells

    @Test
    void whatACellSendsByACommGoesUnderThatCellWhateverSubshellsDo() {
        var id = Json.string(
                client.askControl("create_subshell_request", new JsonObject()).content(), "subshell_id", "");
        var busy = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        var beside = forSubshell(id, "execute_request");
        beside = new Message(
                List.of(),
                beside.header(),
                beside.parentHeader(),
                beside.metadata(),
                TestClient.execute("comm x"),
                List.of());
        client.send(client.shell, beside);
        client.awaitIdle(beside);

        assertEquals(
                1,
                client.under(beside).stream()
                        .filter(m -> m.type().equals("comm_open"))
                        .count());
        client.askControl("interrupt_request", new JsonObject());
        client.awaitIdle(busy);
    }

    @Test
    void aSubshellRunsWhileTheMainShellIsBusy() {
        var id = Json.string(
                client.askControl("create_subshell_request", new JsonObject())
                        .succeeds()
                        .content(),
                "subshell_id",
                "");
        var busy = client.send(client.shell, "execute_request", TestClient.execute("wait"));
        client.awaitPublished(message -> message.type().equals("stream"));
        var request = client.send(client.shell, forSubshell(id, "kernel_info_request"));

        assertEquals("ok", Json.string(client.reply(client.shell, request).content(), "status", ""));
        assertEquals(
                json("{'status': 'ok', 'subshell_id': ['" + id + "']}"),
                client.askControl("list_subshell_request", new JsonObject()).content());
        client.askControl("interrupt_request", new JsonObject());
        client.awaitIdle(busy);
        client.askControl("delete_subshell_request", json("{'subshell_id': '" + id + "'}"))
                .succeeds();
        assertEquals(
                json("{'status': 'ok', 'subshell_id': []}"),
                client.askControl("list_subshell_request", new JsonObject()).content());
    }

    @Test
    void anUnknownSubshellIsAnError() {
        var request = client.send(client.shell, forSubshell("nowhere", "execute_request"));

        assertEquals("error", Json.string(client.reply(client.shell, request).content(), "status", ""));
        client.askControl("delete_subshell_request", json("{'subshell_id': 'nowhere'}"))
                .fails("SubshellNotFound");
    }

    private Message forSubshell(String id, String type) {
        var message = client.make(type, new JsonObject());
        message.header().addProperty("subshell_id", id);
        return message;
    }

    // ---- harm

    @Test
    void anUnknownMessageIsIgnored() {
        for (var type : List.of("no_such_request", "no_such", "", "status")) {
            client.send(client.shell, type, new JsonObject());
            client.send(client.control, type, new JsonObject());
            client.send(client.stdin, type, new JsonObject());
        }
        client.cell("echo 1").returns("1");
    }

    @Test
    void badSignaturesAndGarbageAreDropped() {
        var forger = new WireFormat(Hmac.of("hmac-sha256", "guess"));
        var forged = forger.encode(
                MessageFactory.create("x").request("execute_request", TestClient.execute("print forged")));
        var garbage = new ArrayList<List<byte[]>>();
        garbage.add(forged);
        garbage.add(List.of(new byte[0]));
        garbage.add(List.of("<IDS|MSG>".getBytes(UTF_8)));
        garbage.add(List.of("<IDS|MSG>".getBytes(UTF_8), new byte[1 << 20]));
        garbage.add(List.of(new byte[] {-1, -2}, new byte[0], new byte[] {0}));
        for (var socket : List.of(client.shell, client.control, client.stdin)) {
            garbage.forEach(frames -> TestClient.sendFrames(socket, frames));
        }
        client.cell("echo 1").returns("1");

        assertTrue(client.published.stream().noneMatch(message -> message.type().equals("stream")));
        assertEquals(
                "ok", client.askControl("kernel_info_request", new JsonObject()).status());
    }

    @Test
    void strangeContentIsSurvived() {
        var contents = List.of(
                "{}",
                "{'code': 5}",
                "{'code': null, 'silent': 'yes', 'user_expressions': [1]}",
                "{'code': 'echo 1', 'user_expressions': {'a': {}, 'b': null, 'c': 3}}");
        for (var content : contents) {
            client.ask("execute_request", json(content)).succeeds();
            client.ask("complete_request", json(content)).succeeds();
            client.ask("history_request", json(content)).succeeds();
            client.ask("comm_info_request", json(content)).succeeds();
        }
        client.awaitIdle(client.send(client.shell, "comm_open", json("{'comm_id': 1, 'target_name': []}")));
        client.cell("echo 1").returns("1");
    }

    @Test
    void bytesThatAreNoZeroMqDoNotDisturb() throws IOException {
        for (var port : List.of(info.shellPort(), info.iopubPort(), info.heartbeatPort())) {
            for (var noise : List.of("GET / HTTP/1.1\r\n\r\n", "\u0000\u0001\u00ff\u00ff", "x".repeat(5000))) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.getOutputStream().write(noise.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                }
            }
        }
        client.cell("echo 1").returns("1");
    }

    @Test
    void theHeartbeatEchoes() {
        client.heartbeat.send("ping");

        assertEquals("ping", client.heartbeat.recvStr());
    }

    @Test
    void twoFrontendsSeeEachOthersCells() {
        try (var other = TestClient.join(info)) {
            var cell = client.cell("print hello");
            other.awaitIdle(cell.request());

            assertEquals(
                    List.of("status", "execute_input", "stream", "status"),
                    other.under(cell.request()).stream()
                            .map(message -> message.type())
                            .toList());
        }
    }

    @Test
    void aFrontendThatReadsNothingHoldsNobodyElseBackForEver() {
        // A subscriber that never reads, with room for little.
        var deaf = JeroMq.context();
        var socket = deaf.socket(org.zeromq.SocketType.SUB);
        socket.setRcvHWM(1);
        socket.subscribe("");
        socket.connect(info.address(info.iopubPort()));
        client.awaitPublished(message -> message.type().equals("iopub_welcome"));
        var cell = client.cell("chars 3000000").succeeds();
        assertEquals(3_000_000, cell.stream("stdout").length());
        socket.setLinger(0);
        socket.close();
        deaf.close();
    }

    private static Message find(List<Message> messages, String type) {
        return messages.stream()
                .filter(message -> message.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + messages));
    }
}
