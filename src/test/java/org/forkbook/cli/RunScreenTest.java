package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.forkbook.notebook.Notebook;
import org.forkbook.notebook.NotebookCell;
import org.junit.jupiter.api.Test;

class RunScreenTest {

    private final StringWriter text = new StringWriter();
    private RunScreen screen = new RunScreen(new PrintWriter(text), new Terminal(false, false), false);

    @Test
    void eachCellIsAnnouncedAndItsOutputFollowsAsItIs() throws Exception {
        screen.started(2, 5, cell("int square(int n) {\\n    return n * n;\\n}"));
        publish(2, "stream", "{'name': 'stdout', 'text': 'one\\ntw'}");
        publish(2, "stream", "{'name': 'stderr', 'text': 'o'}");
        publish(2, "execute_result", "{'execution_count': 1, 'data': {'text/plain': '[1, 4]', 'text/html': '<b>'}}");
        screen.ended(2);
        shows("[2/5] int square(int n) { ...", "one", "two", "Out[1]: [1, 4]");
    }

    @Test
    void aResultOfSeveralLinesStartsOnItsOwn() throws Exception {
        publish(0, "execute_result", "{'execution_count': 1, 'data': {'text/plain': 'a\\nb'}}");
        shows("Out[1]: ", "a", "b");
    }

    @Test
    void aPictureIsNamed() throws Exception {
        publish(0, "display_data", "{'data': {'image/png': 'AAAA'}}");
        shows("<image/png>");
    }

    @Test
    void anUpdatedDisplayIsShownOnceMoreAtTheEnd() throws Exception {
        screen.started(1, 1, cell("progress()"));
        publish(1, "display_data", "{'data': {'text/plain': '0 %'}, 'transient': {'display_id': 'd'}}");
        for (int i = 1; i <= 100; i++) {
            publish(
                    1,
                    "update_display_data",
                    "{'data': {'text/plain': '" + i + " %'}, 'transient': {'display_id': 'd'}}");
        }
        screen.ended(1);
        shows("[1/1] progress()", "0 %", "100 %");
    }

    @Test
    void atATerminalProgressIsDrawnWhereItIsUntilSomethingStandsBehindIt() throws Exception {
        screen = new RunScreen(new PrintWriter(text), new Terminal(true, false), false);
        screen.started(1, 1, cell("progress()"));
        publish(1, "display_data", "{'data': {'text/plain': 'a\\n0 %'}, 'transient': {'display_id': 'd'}}");
        publish(1, "update_display_data", "{'data': {'text/plain': '1 %'}, 'transient': {'display_id': 'd'}}");
        publish(1, "update_display_data", "{'data': {'text/plain': '2 %'}, 'transient': {'display_id': 'd'}}");
        publish(1, "stream", "{'name': 'stdout', 'text': 'printed\n'}");
        publish(1, "update_display_data", "{'data': {'text/plain': '3 %'}, 'transient': {'display_id': 'd'}}");
        screen.ended(1);
        shows("[1/1] progress()", "a", "0 %", "\u001b[2A\r\u001b[J1 %", "\u001b[1A\r\u001b[J2 %", "printed", "3 %");
    }

    @Test
    void aLateLineSaysWhichCellItBelongsTo() throws Exception {
        screen.started(1, 2, cell("start()"));
        screen.ended(1);
        screen.started(2, 2, cell("next()"));
        publish(1, "stream", "{'name': 'stdout', 'text': 'late\\n'}");
        publish(2, "stream", "{'name': 'stdout', 'text': 'on time\\n'}");
        shows("[1/2] start()", "[2/2] next()", "[1] adds", "late", "[2] continues", "on time");
    }

    @Test
    void coloursOfTheKernelAreTakenOutWhereNoneAreWanted() throws Exception {
        var error = "{'ename': 'E', 'evalue': 'v', 'traceback': ['\\u001b[1;31mE\\u001b[0m: v', '  at In [1]:2']}";
        publish(0, "error", error);
        shows("E: v", "  at In [1]:2");

        text.getBuffer().setLength(0);
        screen = new RunScreen(new PrintWriter(text), new Terminal(true, true), false);
        publish(0, "error", error);
        assertTrue(text.toString().contains("\u001b[1;31mE"), text.toString());
    }

    @Test
    void quietShowsNothingOfCells() throws Exception {
        screen = new RunScreen(new PrintWriter(text), new Terminal(false, false), true);
        screen.started(1, 1, cell("print()"));
        publish(1, "stream", "{'name': 'stdout', 'text': 'x\\n'}");
        screen.ended(1);
        assertEquals("", text.toString());
    }

    private void publish(int number, String type, String content) {
        screen.published(number, type, JsonParser.parseString(content).getAsJsonObject());
    }

    private void shows(String... lines) {
        assertEquals(String.join("\n", lines) + "\n", text.toString().replace(System.lineSeparator(), "\n"));
    }

    private static NotebookCell cell(String source) throws Exception {
        JsonObject json = JsonParser.parseString("{'nbformat': 4, 'nbformat_minor': 5, 'cells': [{'cell_type': 'code',"
                        + "'id': 'a', 'source': '" + source + "'}]}")
                .getAsJsonObject();
        return Notebook.of(json).cells().get(0);
    }
}
