package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControlCharactersTest {

    private static final String HOSTILE =
            "\u001b]0;title\u0007\u001b]52;c;Zm9v\u0007\u001b[2J\u009b31m\u001bPq\u001b\\\u007f\b\f\u0085";

    @Test
    void aTerminalIsToldNothingButStyles() {
        assertEquals(
                "\u001b[1;31mred\u001b[0m\ta\r\n␛[2J␛]0;t␇\ufffd31m␡",
                ControlCharacters.shown("\u001b[1;31mred\u001b[0m\ta\r\n\u001b[2J\u001b]0;t\u0007\u009b31m\u007f"));
        assertEquals("␛[31m␊name", ControlCharacters.inOneLine("\u001b[31m\nname"));
    }

    @Test
    void plainTextIsLeftAsItIs() {
        var text = "größer, 数, 🙂\n\tnext\r";
        assertEquals(text, ControlCharacters.shown(text));
    }

    @Test
    void nothingOfACellsReachesTheScreenRawWhateverKindOfMessageBringsIt() {
        for (boolean colours : new boolean[] {true, false}) {
            var text = new StringWriter();
            var screen = new RunScreen(new PrintWriter(text), new Terminal(colours, colours), false);
            screen.published(1, "stream", content("text", HOSTILE));
            screen.published(1, "error", content("evalue", HOSTILE));
            screen.published(1, "error", content("ename", HOSTILE));
            screen.published(1, "execute_result", data("text/plain"));
            screen.published(1, "display_data", data(HOSTILE));
            screen.asks(HOSTILE);
            screen.failed(HOSTILE);
            var shown = text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
            assertFalse(shown.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n'), shown);
        }
    }

    @Test
    void aStyleThatACellLeavesOnEndsBeforeOurOwnLines() {
        var text = new StringWriter();
        var screen = new RunScreen(new PrintWriter(text), new Terminal(true, true), false);
        screen.published(1, "stream", content("text", "\u001b[8m"));
        screen.failed("why");
        assertTrue(text.toString().contains("\u001b[8m\u001b[0m"), text.toString());
    }

    private static JsonObject content(String key, String value) {
        var content = new JsonObject();
        content.addProperty(key, value);
        return content;
    }

    private static JsonObject data(String type) {
        var content = new JsonObject();
        content.add("data", content(type, HOSTILE));
        return content;
    }
}
