package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.History.Access;
import org.forkbook.kernel.protocol.History.Entry;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Magic that shows the cells that were run, with IPython's ranges: {@code 4-6} of this session, {@code ~1/3} of the
 * previous one, {@code 12/1-5} of session 12, {@code ~2/} a whole session.
 */
final class HistoryMagic {

    private static final Pattern RANGE = Pattern.compile("(?:(~?)(\\d+)/)?(?:(\\d+)(?:-(\\d*))?)?");
    private static final int LATEST = 10;

    private HistoryMagic() {}

    static void addTo(Magics magics) {
        var magic = Magic.line(
                "history",
                "[-n] [-o] [-u] [-l N] [-g PATTERN] [-f FILE] [RANGE…]",
                "Lists cells that were run: this session's, those of a range such as 4-6 or ~1/3 (~1 is the session"
                        + " before), the latest N, or those of all sessions that match; -n adds numbers, -o adds"
                        + " results, -u lists each only once, -f writes to a file.",
                HistoryMagic::run);
        magics.add(magic);
        magics.add(Magic.line("hist", magic.arguments(), "The same as %history.", magic.action()));
    }

    private static @Nullable DisplayData run(CellPart call, MagicContext notebook)
            throws MagicFailedException, IOException {
        var arguments = MagicArguments.of(call.arguments(), "f", "l");
        var options = arguments.options();
        boolean unique = options.containsKey("u");
        List<Entry> entries;
        if (options.containsKey("g")) {
            entries = matching(String.join(" ", arguments.plain()), unique, notebook.history());
        } else if (options.containsKey("l")) {
            entries = notebook.history()
                    .find(new History.Request(Access.TAIL, true, 0, 1, 0, number(options.get("l")), "*", false));
        } else {
            entries = inRanges(arguments.plain(), notebook.history());
        }
        var text = entries.stream()
                .map(entry -> shown(entry, notebook.history(), options.containsKey("n"), options.containsKey("o")))
                .collect(Collectors.joining());
        var file = options.get("f");
        if (file == null) {
            notebook.print(entries.isEmpty() ? "There is no such cell in the history.\n" : text);
        } else {
            Files.writeString(ProcessEnvironment.current().resolve(Path.of(file)), text);
            notebook.print("Wrote " + entries.size() + " cells to " + file + "\n");
        }
        return null;
    }

    private static int number(@Nullable String digits) throws MagicFailedException {
        if (digits == null || digits.isEmpty()) {
            return LATEST;
        }
        if (!digits.matches("\\d{1,6}")) {
            throw new MagicFailedException("How many cells? -l takes a number, got " + digits + ".");
        }
        return Integer.parseInt(digits);
    }

    private static List<Entry> matching(String pattern, boolean unique, CellHistory history) {
        var glob = pattern.matches(".*[*?].*") ? pattern : "*" + pattern + "*";
        return history.find(new History.Request(Access.SEARCH, true, 0, 1, 0, 0, glob, unique));
    }

    private static List<Entry> inRanges(List<String> ranges, CellHistory history) throws MagicFailedException {
        if (ranges.isEmpty()) {
            return range(history, 0, 1, 0);
        }
        var entries = new ArrayList<Entry>();
        for (var range : ranges) {
            var parts = RANGE.matcher(range);
            if (!parts.matches()) {
                throw new MagicFailedException("This is not a range of cells: " + range
                        + ". A range is 4, 4-6, or ~1/4-6 for the session before this one.");
            }
            int session = parts.group(2) == null
                    ? 0
                    : small(parts.group(2)) * (parts.group(1).isEmpty() ? 1 : -1);
            int first = parts.group(3) == null ? 1 : small(parts.group(3));
            int last = first;
            if (parts.group(3) == null
                    || (parts.group(4) != null && parts.group(4).isEmpty())) {
                last = -1; // To the end.
            } else if (parts.group(4) != null) {
                last = small(parts.group(4));
            }
            entries.addAll(range(history, session, first, last + 1));
        }
        return entries;
    }

    private static int small(String digits) {
        return digits.length() > 8 ? Integer.MAX_VALUE - 1 : Integer.parseInt(digits);
    }

    private static List<Entry> range(CellHistory history, int session, int start, int stop) {
        return history.find(new History.Request(Access.RANGE, true, session, start, stop, 0, "*", false));
    }

    private static String shown(Entry entry, CellHistory history, boolean withNumber, boolean withOutput) {
        var text = new StringBuilder();
        if (withNumber) {
            boolean own = history.session() == entry.session();
            var number = own ? String.valueOf(entry.line()) : entry.session() + "/" + entry.line();
            text.append(String.format("%4s:", number)).append(entry.source().contains("\n") ? "\n" : " ");
        }
        text.append(entry.source().stripTrailing()).append('\n');
        if (withOutput && entry.output() != null) {
            text.append(entry.output()).append('\n');
        }
        return text.toString();
    }
}
