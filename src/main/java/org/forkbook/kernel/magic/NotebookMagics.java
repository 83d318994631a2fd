package org.forkbook.kernel.magic;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.Magic.Form;
import org.forkbook.kernel.magic.MagicContext.Declaration;
import org.jspecify.annotations.Nullable;

/** Magics about the notebook itself: its declarations, and the available magics. */
final class NotebookMagics {

    private NotebookMagics() {}

    static void addTo(Magics magics) {
        magics.add(Magic.line(
                "who", "[TYPE…]", "Lists what cells have declared, all or of some types.", NotebookMagics::who));
        magics.add(Magic.line(
                        "whos",
                        "[TYPE…]",
                        "Lists what cells have declared, with types and values.",
                        NotebookMagics::whos)
                .slow());
        magics.add(Magic.line(
                "reset",
                "[-f]",
                "Removes everything that cells have declared; -f doesn't ask first.",
                NotebookMagics::reset));
        magics.add(Magic.line("lsmagic", "", "Lists the magics.", (call, notebook) -> print(list(magics), notebook)));
        magics.add(Magic.line(
                "help",
                "[MAGIC]",
                "Explains all magics, or one.",
                (call, notebook) -> print(help(magics, call.arguments()), notebook)));
    }

    private static @Nullable DisplayData print(String text, MagicContext notebook) {
        notebook.print(text);
        return null;
    }

    private static String list(Magics magics) {
        return Stream.of(Form.values())
                .map(form -> magics.all(form).stream().map(Magic::written).collect(Collectors.joining(" ", "", "\n")))
                .collect(Collectors.joining());
    }

    private static String help(Magics magics, String name) throws MagicFailedException {
        var wanted = name.replaceAll("^%+", "");
        var found = Stream.of(Form.values())
                .flatMap(form -> magics.all(form).stream())
                .filter(magic -> wanted.isEmpty() || magic.name().equals(wanted))
                .map(NotebookMagics::described)
                .collect(Collectors.joining());
        if (found.isEmpty()) {
            // Throws, and says what is wrong with the name.
            magics.called(new CellPart(wanted, "", ""), name.startsWith("%%"));
        }
        return found;
    }

    private static String described(Magic magic) {
        var written = magic.written() + (magic.arguments().isEmpty() ? "" : " " + magic.arguments());
        var gap = written.length() < 32 ? " ".repeat(32 - written.length()) : "\n" + " ".repeat(32);
        return written + gap + magic.summary() + "\n";
    }

    private static List<Declaration> declared(CellPart call, MagicContext notebook) {
        var types = MagicArguments.split(call.arguments());
        return notebook.declarations().stream()
                .filter(each -> types.isEmpty() || types.contains(each.type()) || types.contains(each.simpleType()))
                .toList();
    }

    private static @Nullable DisplayData who(CellPart call, MagicContext notebook) {
        var found = declared(call, notebook);
        return print(
                found.isEmpty()
                        ? nothing(call)
                        : found.stream().map(each -> each.shown() + "\n").collect(Collectors.joining()),
                notebook);
    }

    private static String nothing(CellPart call) {
        return call.arguments().isEmpty() ? "Nothing is declared yet.\n" : "Nothing of that type is declared.\n";
    }

    private static @Nullable DisplayData whos(CellPart call, MagicContext notebook) {
        var found = declared(call, notebook);
        if (found.isEmpty()) {
            return print(nothing(call), notebook);
        }
        var rows = new ArrayList<List<String>>();
        found.forEach(each -> rows.add(List.of(each.name(), each.type(), notebook.valueOf(each))));
        int names = width(rows, 0, "Name");
        int types = width(rows, 1, "Type");
        var format = "%-" + names + "s   %-" + types + "s   %s";
        var text = new StringBuilder(String.format(Locale.ROOT, format, "Name", "Type", "Value") + "\n");
        text.append("-".repeat(names + types + 11)).append('\n');
        rows.forEach(row -> text.append(
                        String.format(Locale.ROOT, format, row.toArray()).stripTrailing())
                .append('\n'));
        return print(text.toString(), notebook);
    }

    private static int width(List<List<String>> rows, int column, String title) {
        return rows.stream().mapToInt(row -> row.get(column).length()).reduce(title.length(), Math::max);
    }

    private static @Nullable DisplayData reset(CellPart call, MagicContext notebook) {
        if (!MagicArguments.of(call.arguments()).options().containsKey("f") && !isSure(notebook)) {
            return print("Nothing done.\n", notebook);
        }
        notebook.forgetAll();
        return null;
    }

    private static boolean isSure(MagicContext notebook) {
        try {
            return notebook.ask("Everything that cells have declared will be removed. Continue (y/[n])? ")
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .startsWith("y");
        } catch (IOException e) {
            // Without stdin, a program runs the notebook, and means it.
            return !(e instanceof InterruptedIOException);
        }
    }
}
