package org.forkbook.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.forkbook.chart.Units;
import org.forkbook.client.RunListener;
import org.forkbook.client.RunResult;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.notebook.NotebookCell;
import org.jspecify.annotations.Nullable;

/**
 * Console view of a notebook's run: each cell is announced by its first line, then its output appears as it comes.
 *
 * <p>Text is shown unchanged, without indent, so that it can be copied and compared. An updated display is redrawn in
 * its place while it is the last one on a terminal's screen; elsewhere, and once other lines follow it, its final state
 * is shown again when its cell has ended.
 */
final class RunScreen implements RunListener {

    private static final int WIDEST = 72;
    /** A screen may wrap longer lines, and their number is then unknown. */
    private static final int CERTAINLY_A_LINE = 79;

    private final PrintWriter out;
    private final AnsiColors colors;
    private final boolean quiet;
    private final boolean redraws;
    private final Map<String, String> updates = new LinkedHashMap<>();
    /** The display that is last on the screen, and can be redrawn. */
    private @Nullable Drawn drawn;

    private boolean atLineStart = true;
    /** Whether a style of the cell may still be active. */
    private boolean styled;

    private int current;
    private int shownUnder;

    private record Drawn(String id, int lines) {}

    RunScreen(PrintWriter out, Terminal terminal, boolean quiet) {
        this.out = out;
        this.colors = new AnsiColors(terminal.colours());
        this.quiet = quiet;
        this.redraws = terminal.moves();
    }

    void opened(Path file) {
        line(colors.bold(ControlCharacters.inOneLine(file.toString())));
    }

    void finished(Path target, RunResult result) {
        int cells = result.cellsRun();
        line(colors.good("ok")
                + "  %d %s in %s -> %s"
                        .formatted(cells, cells == 1 ? "cell" : "cells", Units.time(result.time()), target));
    }

    void failed(String reason) {
        line(colors.bad("FAILED") + "  " + colors.foreign(reason));
    }

    @Override
    public void started(int number, int count, NotebookCell cell) {
        current = number;
        shownUnder = number;
        if (!quiet) {
            line(colors.faint("[" + number + "/" + count + "] " + firstLine(cell.source())));
        }
    }

    private static String firstLine(String source) {
        var lines = source.strip().lines().toList();
        var first = lines.isEmpty() ? "" : lines.get(0).strip();
        boolean cut = first.length() > WIDEST;
        return ControlCharacters.inOneLine(cut ? first.substring(0, WIDEST) : first)
                + (cut || lines.size() > 1 ? " ..." : "");
    }

    @Override
    public void published(int number, String type, JsonObject content) {
        if (quiet) {
            return;
        }
        switch (type) {
            case "stream" -> {
                sayWhose(number);
                var text = colors.foreign(Json.string(content, "text", ""));
                print(Json.string(content, "name", "stdout").equals("stderr") ? colors.warning(text) : text, text);
            }
            case "execute_result", "display_data" -> {
                sayWhose(number);
                var shown = text(content);
                var count = Json.integer(content, "execution_count", 0);
                var label = type.equals("execute_result") && count > 0 ? colors.faint("Out[" + count + "]: ") : "";
                foreignLine(label + (shown.contains("\n") && !label.isEmpty() ? "\n" : "") + shown);
                drawn = type.equals("display_data") ? drawn(content, shown) : null;
            }
            case "update_display_data" -> update(content);
            case "error" -> {
                sayWhose(number);
                traceback(content);
            }
            default -> {
                // Statuses and inputs: nothing to show.
            }
        }
        flush();
    }

    private void update(JsonObject content) {
        var last = drawn;
        var shown = text(content);
        var next = drawn(content, shown);
        if (last != null && next != null && last.id().equals(next.id())) {
            out.print("\u001b[" + last.lines() + "A\r\u001b[J");
            foreignLine(shown);
            drawn = next;
        } else {
            updates.put(displayId(content), shown);
        }
    }

    private @Nullable Drawn drawn(JsonObject content, String shown) {
        var lines = AnsiColors.plain(shown).split("\n", -1);
        boolean certain = Arrays.stream(lines).allMatch(line -> line.length() <= CERTAINLY_A_LINE);
        var id = displayId(content);
        return redraws && certain && !id.isEmpty() ? new Drawn(id, lines.length) : null;
    }

    /** Announces the cell of late output, which belongs further up. */
    private void sayWhose(int number) {
        if (number != shownUnder) {
            line(colors.faint(number == current ? "[" + number + "] continues" : "[" + number + "] adds"));
            shownUnder = number;
        }
    }

    private void traceback(JsonObject content) {
        if (content.get("traceback") instanceof JsonArray lines && !lines.isEmpty()) {
            lines.forEach(each -> foreignLine(colors.foreign(each.getAsString())));
        } else {
            line(colors.bad(colors.foreign(Json.string(content, "ename", "Error"))) + ": "
                    + colors.foreign(Json.string(content, "evalue", "")));
        }
    }

    /** The plain text of a rich output; of one that has none, its type. */
    private String text(JsonObject content) {
        var data = Json.object(content, "data");
        var plain = Json.stringOrNull(data, "text/plain");
        return colors.foreign(plain == null ? "<" + String.join(", ", data.keySet()) + ">" : plain);
    }

    private static String displayId(JsonObject content) {
        return Json.string(Json.object(content, "transient"), "display_id", "");
    }

    /** Called when a cell requests input. */
    void asks(String prompt) {
        print(colors.foreign(prompt), prompt);
        flush();
    }

    /** It has its answer, which is already on the screen when it was typed. */
    void answered(String answer, boolean typed) {
        if (!typed) {
            print(colors.faint(answer) + "\n", "\n");
        }
        atLineStart = true;
        flush();
    }

    @Override
    public void ended(int number) {
        updates.values().forEach(this::foreignLine);
        updates.clear();
    }

    private void print(String painted, String text) {
        drawn = null;
        out.print(painted);
        styled |= painted.indexOf('\u001b') >= 0;
        if (!text.isEmpty()) {
            atLineStart = text.endsWith("\n");
        }
    }

    /** A line that contains text of a cell. */
    private void foreignLine(String shown) {
        line(shown);
        styled |= shown.indexOf('\u001b') >= 0;
    }

    private void line(String text) {
        if (styled) {
            // A cell's style, such as invisible text, must not affect our lines.
            out.print(AnsiColors.RESET);
            styled = false;
        }
        if (!atLineStart) {
            out.println();
        }
        out.println(text);
        flush();
        atLineStart = true;
        drawn = null;
    }

    /** Ends the run when its output is closed, by a pager that was quit, or by {@code head}. */
    private void flush() {
        if (out.checkError()) {
            throw CommandException.cannot("stopped, because the output is no longer read");
        }
    }
}
