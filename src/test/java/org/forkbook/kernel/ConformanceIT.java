package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.protocol.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests every message of the Jupyter specification against a real kernel process. {@link MessageSpec} checks each
 * message's fields and their types as it arrives.
 */
@Timeout(300)
class ConformanceIT {

    @TempDir
    static Path folder;

    private static KernelProcess kernel;
    private static TestClient client;

    @BeforeAll
    static void start() throws IOException {
        kernel = KernelProcess.start(folder, Map.of());
        client = kernel.client;
    }

    @AfterAll
    static void stop() {
        kernel.close();
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    /**
     * Asserts that a request has one reply of its name, on the same channel, between busy and idle, all with it as
     * their parent.
     */
    private static JsonObject answered(Conversation talk) {
        var type = talk.request().type();
        assertEquals(type.replace("_request", "_reply"), talk.reply().type());
        assertEquals(talk.request().header(), talk.reply().parentHeader());
        var story = talk.story();
        assertEquals("busy", story.get(0), story::toString);
        assertEquals("idle", story.get(story.size() - 1), story::toString);
        talk.published().forEach(message -> assertEquals(talk.request().header(), message.parentHeader()));
        return talk.content();
    }

    private static JsonObject ask(String type, String content) {
        return answered(client.ask(type, json(content)));
    }

    // ---- execute

    @Test
    void executeAnswersWithItsResultAndTheStoryIsInOrder() {
        var cell = client.cell("System.out.println(1); System.err.println(2); display(3); 4");
        answered(cell);
        cell.returns("4").prints("1\n");
        assertEquals("2\n", cell.stream("stderr"));
        assertEquals(
                List.of("busy", "execute_input", "stream", "stream", "display_data", "execute_result", "idle"),
                cell.story());
        var count = Json.integer(cell.content(), "execution_count", 0);
        assertEquals(count, Json.integer(cell.of("execute_input").get(0).content(), "execution_count", 0));
        assertEquals(count, Json.integer(cell.of("execute_result").get(0).content(), "execution_count", 0));
        assertEquals(count + 1, Json.integer(client.cell("1").content(), "execution_count", 0));
    }

    @Test
    void executeThatFailsSaysTheSameOnBothChannels() {
        var cell = client.cell("throw new IllegalStateException(\"on purpose\");");
        answered(cell);
        cell.fails("java.lang.IllegalStateException");
        var error = cell.of("error").get(0).content();
        for (var field : List.of("ename", "evalue", "traceback")) {
            assertEquals(error.get(field), cell.content().get(field));
        }
        assertEquals("on purpose", Json.string(error, "evalue", ""));
        assertEquals(List.of("busy", "execute_input", "error", "idle"), cell.story());
    }

    @Test
    void executeEvaluatesUserExpressionsEachForItself() {
        var content = TestClient.execute("int answer = 42;");
        content.add("user_expressions", json("{'good': 'answer', 'bad': 'answer / 0'}"));
        var results = Json.object(answered(client.ask("execute_request", content)), "user_expressions");
        assertEquals("ok", Json.string(Json.object(results, "good"), "status", ""));
        assertEquals("42", Json.string(Json.object(Json.object(results, "good"), "data"), "text/plain", ""));
        assertEquals("error", Json.string(Json.object(results, "bad"), "status", ""));
        assertEquals("java.lang.ArithmeticException", Json.string(Json.object(results, "bad"), "ename", ""));
    }

    @Test
    void aSilentCellShowsNothingAndCountsNothing() {
        int before = Json.integer(client.cell("1").content(), "execution_count", 0);
        var content = TestClient.execute("2");
        content.addProperty("silent", true);
        var silent = client.ask("execute_request", content);
        answered(silent);
        assertEquals(List.of("busy", "idle"), silent.story());
        assertEquals(before + 1, Json.integer(client.cell("3").content(), "execution_count", 0));
    }

    @Test
    void displaysAreUpdatedAndClearedUnderTheirIds() {
        var cell = client.cell("var id = display(\"a\"); updateDisplay(id, html(\"<b>b</b>\")); clearOutput(true);");
        answered(cell);
        var shown = Json.object(cell.of("display_data").get(0).content(), "transient");
        var update = cell.of("update_display_data").get(0).content();
        assertFalse(Json.string(shown, "display_id", "").isEmpty());
        assertEquals(shown.get("display_id"), Json.object(update, "transient").get("display_id"));
        assertEquals("<b>b</b>", Json.string(Json.object(update, "data"), "text/html", ""));
        assertTrue(Json.bool(cell.of("clear_output").get(0).content(), "wait", false));
    }

    // ---- introspection

    @Test
    void kernelInfoNamesTheLanguageAsTheSpecificationHasIt() {
        var info = ask("kernel_info_request", "{}");
        var language = Json.object(info, "language_info");
        assertEquals("java", Json.string(language, "name", ""));
        assertEquals(".java", Json.string(language, "file_extension", ""));
        assertEquals(System.getProperty("java.version"), Json.string(language, "version", ""));
        assertEquals("text/x-java", Json.string(language, "mimetype", ""));
    }

    @Test
    void completionInspectionAndCompletenessAreAnswered() {
        var complete = ask("complete_request", "{'code': 'Math.flo', 'cursor_pos': 8}");
        assertTrue(complete.getAsJsonArray("matches").contains(new JsonPrimitive("floorMod")));
        assertEquals(5, Json.integer(complete, "cursor_start", -1));
        assertEquals(8, Json.integer(complete, "cursor_end", -1));
        assertTrue(Json.object(complete, "metadata").has("_jupyter_types_experimental"));
        assertTrue(Json.bool(ask("inspect_request", "{'code': 'Math.max', 'cursor_pos': 8}"), "found", false));
        assertFalse(Json.bool(ask("inspect_request", "{'code': '', 'cursor_pos': 0}"), "found", true));
        assertEquals("complete", Json.string(ask("is_complete_request", "{'code': '1 + 1'}"), "status", ""));
        assertEquals("incomplete", Json.string(ask("is_complete_request", "{'code': 'if (true) {'}"), "status", ""));
        assertEquals("invalid", Json.string(ask("is_complete_request", "{'code': '1 + ) 2'}"), "status", ""));
    }

    @Test
    void historyIsAnsweredInItsThreeWays() {
        int line = Json.integer(client.cell("\"history \" + 1").content(), "execution_count", 0);
        for (var asked : List.of(
                "{'hist_access_type': 'tail', 'n': 1, 'output': true, 'raw': true}",
                "{'hist_access_type': 'range', 'session': 0, 'start': LINE, 'stop': END, 'output': true, 'raw': true}",
                "{'hist_access_type': 'search', 'pattern': '*history*', 'n': 1, 'output': true, 'raw': true}")) {
            var content = asked.replace("LINE", "" + line).replace("END", "" + (line + 1));
            var entries = (JsonArray) ask("history_request", content).get("history");
            var entry = entries.get(0).getAsJsonArray();
            assertEquals(1, entries.size());
            assertEquals(line, entry.get(1).getAsInt());
            assertEquals(
                    "[\"\\\"history \\\" + 1\",\"history 1\"]", entry.get(2).toString());
        }
    }

    @Test
    void connectInterruptDebugAndSubshellsAreAnswered() {
        assertTrue(ask("connect_request", "{}").has("shell_port"));
        assertEquals("ok", Json.string(answered(client.askControl("interrupt_request", json("{}"))), "status", ""));
        answered(client.askControl("debug_request", json("{'type': 'request', 'seq': 1, 'command': 'debugInfo'}")));
        var id = Json.string(answered(client.askControl("create_subshell_request", json("{}"))), "subshell_id", "");
        var list = answered(client.askControl("list_subshell_request", json("{}")));
        assertTrue(list.getAsJsonArray("subshell_id").toString().contains(id));
        client.ask(id, "execute_request", TestClient.execute("6 * 7")).returns("42");
        var delete = new JsonObject();
        delete.addProperty("subshell_id", id);
        assertEquals("ok", Json.string(answered(client.askControl("delete_subshell_request", delete)), "status", ""));
    }

    // ---- input

    @Test
    void aCellAsksForLinesAndForAPassword() {
        var request = client.send(
                client.shell,
                "execute_request",
                TestClient.execute("var in = new Scanner(System.in); in.nextLine() + in.nextInt() + in.nextInt()"
                        + " + input(\"Name? \") + password(\"Secret? \")"));
        client.answer("one");
        client.answer("2 3");
        var name = client.answer("four");
        var secret = client.answer("five");
        assertEquals("ok", Json.string(client.reply(client.shell, request).content(), "status", ""));
        assertEquals(request.header(), name.parentHeader());
        assertEquals("Name? ", Json.string(name.content(), "prompt", ""));
        assertFalse(Json.bool(name.content(), "password", true));
        assertTrue(Json.bool(secret.content(), "password", false));
        var result = client.awaitIdle(request).stream()
                .filter(message -> message.type().equals("execute_result"))
                .findFirst()
                .orElseThrow();
        assertEquals("one23fourfive", Conversation.plain(result));
        // A scanner of one cell reads on in the next.
        var next = client.send(client.shell, "execute_request", TestClient.execute("in.nextLine(); in.nextLine()"));
        client.answer("six");
        client.reply(client.shell, next);
        client.awaitIdle(next);
    }

    @Test
    void aScannerThatMayNotAskSaysSo() {
        for (var code : List.of("new Scanner(System.in).nextLine()", "input()", "System.in.read()")) {
            var content = TestClient.execute(code);
            content.addProperty("allow_stdin", false);
            var cell = client.ask("execute_request", content);
            cell.fails("java.io.UncheckedIOException");
            var message = Json.string(cell.content(), "evalue", "");
            assertTrue(message.startsWith("This notebook can't ask for input"), message);
        }
    }

    @Test
    void anInterruptEndsACellThatWaitsForInput() {
        for (var code : List.of("new Scanner(System.in).nextLine()", "input(\"? \")")) {
            var request = client.send(client.shell, "execute_request", TestClient.execute(code));
            assertEquals("input_request", client.receive(client.stdin).type());
            client.askControl("interrupt_request", new JsonObject());
            var reply = client.reply(client.shell, request);
            assertEquals("InterruptedException", Json.string(reply.content(), "ename", ""));
            client.awaitIdle(request);
        }
        client.cell("1").returns("1");
    }

    // ---- comms

    @Test
    void aCellRegistersATargetAndTheFrontendTalksToIt() {
        client.cell("""
                import org.forkbook.kernel.comm.Comm;
                Comm.register("adder", (comm, opened) -> {
                    System.out.println("opened with " + opened);
                    comm.onMessage(m -> comm.send(Map.of("sum", (long) m.values().get("a") + (long) m.values().get("b"))));
                    comm.onClose(m -> System.out.println("closed"));
                });""").succeeds();
        var open = client.send(
                client.shell,
                "comm_open",
                json("{'comm_id': 'c1', 'target_name': 'adder', 'data': {'x': [1, 2.5, 'a', null, true]}}"));
        client.awaitIdle(open);
        awaitPrinted("opened with {x=[1, 2.5, a, null, true]}\n");
        var info = ask("comm_info_request", "{'target_name': 'adder'}");
        assertEquals("{\"c1\":{\"target_name\":\"adder\"}}", info.get("comms").toString());

        var message = client.send(client.shell, "comm_msg", json("{'comm_id': 'c1', 'data': {'a': 40, 'b': 2}}"));
        var answer = client.awaitIdle(message).stream()
                .filter(each -> each.type().equals("comm_msg"))
                .findFirst()
                .orElseThrow();
        assertEquals("{\"sum\":42}", answer.content().get("data").toString());
        var close = client.send(client.shell, "comm_close", json("{'comm_id': 'c1', 'data': {}}"));
        client.awaitIdle(close);
        awaitPrinted("closed\n");
        assertEquals("{}", ask("comm_info_request", "{}").get("comms").toString());
    }

    @Test
    void anInterruptEndsAReceiverThatLoopsAndTheNextCellRuns() {
        client.cell("""
                org.forkbook.kernel.comm.Comm.register("looper", (comm, opened) -> {
                    System.out.println("loops");
                    while (true) { }
                });""").succeeds();
        var open =
                client.send(client.shell, "comm_open", json("{'comm_id': 'c2', 'target_name': 'looper', 'data': {}}"));
        awaitPrinted("loops\n");
        client.askControl("interrupt_request", new JsonObject());
        client.awaitIdle(open);
        awaitPrinted("A comm's receiver was interrupted.\n");
        client.cell("1").returns("1");
    }

    @Test
    void whatAReceiverThrowsIsToldWithTheCellsLine() {
        client.cell("""
                org.forkbook.kernel.comm.Comm.register("thrower", (comm, opened) -> {
                    throw new IllegalStateException("no such colour");
                });""").succeeds();
        client.awaitIdle(client.send(
                client.shell, "comm_open", json("{'comm_id': 'c3', 'target_name': 'thrower', 'data': {}}")));
        client.awaitPublished(message -> message.type().equals("stream")
                && Json.string(message.content(), "text", "").contains("no such colour")
                && Json.string(message.content(), "text", "").contains("In ["));
    }

    /**
     * Waits for what a receiver prints, which appears under a cell: a frontend has no place for output of a comm's
     * message.
     */
    private static void awaitPrinted(String text) {
        client.awaitPublished(message -> message.type().equals("stream")
                && Json.string(message.content(), "text", "").equals(text));
    }

    @Test
    void aCellOpensACommToTheFrontendAndClosesIt() {
        var cell = client.cell("""
                var own = org.forkbook.kernel.comm.Comm.open("picture", Map.of("points", new int[] {1, 4}));
                own.send(Map.of("more", List.of("x")));
                own.close();
                own.close();""").succeeds();
        answered(cell);
        var open = cell.of("comm_open").get(0).content();
        assertEquals("picture", Json.string(open, "target_name", ""));
        assertEquals("{\"points\":[1,4]}", open.get("data").toString());
        assertEquals(
                "{\"more\":[\"x\"]}",
                cell.of("comm_msg").get(0).content().get("data").toString());
        assertEquals(1, cell.of("comm_close").size());
        assertEquals(open.get("comm_id"), cell.of("comm_close").get(0).content().get("comm_id"));
    }

    // ---- where other kernels fail

    @Test
    void everyMessageHasAnIdOfItsOwn() {
        for (int i = 0; i < 20; i++) {
            client.cell("System.out.println(" + i + ");");
        }
        var ids = new HashSet<String>();
        client.published.forEach(message -> assertTrue(ids.add(message.id()), message.id()));
    }

    @Test
    void displayAsTheLastLineIsNoResultAndHtmlComesWithText() {
        client.cell("display(1);").returnsNothing();
        client.cell("display(1)").returnsNothing();
        var html = client.cell("html(\"<b>x</b>\")");
        var data = Json.object(html.of("execute_result").get(0).content(), "data");
        assertTrue(data.has("text/html") && data.has("text/plain"));
    }

    @Test
    void exitEndsTheCellAndNotTheKernel() {
        client.cell("int kept = 5;").succeeds();
        assertEquals("error", client.cell("System.exit(1);").status());
        client.cell("kept").returns("5");
    }

    @Test
    void aPagerIsAPayload() {
        var payload = answered(client.cell("%page List.of(1, 2)")).getAsJsonArray("payload");
        var page = payload.get(0).getAsJsonObject();
        assertEquals("page", Json.string(page, "source", ""));
        assertEquals("[1, 2]", Json.string(Json.object(page, "data"), "text/plain", ""));
    }
}
