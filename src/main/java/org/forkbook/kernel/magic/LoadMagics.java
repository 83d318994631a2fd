package org.forkbook.kernel.magic;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** Magics that run code from scripts, sources and other notebooks. */
final class LoadMagics {

    private static final List<String> EXTENSIONS = List.of("", ".ipynb", ".jshell", ".jsh", ".java");

    /** A line of a script that is for the {@code jshell} tool, not Java: {@code /exit}, {@code /set feedback silent}. */
    private static final Pattern TOOL_LINE = Pattern.compile(
            "(?m)^[ \\t]*/(exit|open|env|set|reset|reload|save|vars|methods|types|imports|list|history|help)\\b[ \\t]*(.*)$");

    private static final Set<String> PRESETS = Set.of("DEFAULT", "JAVASE", "PRINTING", "TOOLING");

    /** The files under way, the innermost first: a file that loads itself would never end. */
    private final Deque<Path> under = new ArrayDeque<>();

    private LoadMagics() {}

    static void addTo(Magics magics) {
        var own = new LoadMagics();
        magics.add(Magic.line(
                "load",
                "FILE",
                "Runs a script, a Java source, or the cells of another notebook; you can omit .ipynb, .jshell, .jsh"
                        + " and .java.",
                own::load));
        magics.add(Magic.line(
                "jshell", "/vars | /methods | /types | /open FILE", "Runs commands of the jshell tool.", own::tool));
    }

    private @Nullable DisplayData load(CellPart call, MagicContext notebook) throws Exception {
        var words = MagicArguments.of(call.arguments()).plain();
        if (words.isEmpty()) {
            throw new MagicFailedException("Which file? %load FILE runs a script or another notebook.");
        }
        for (var word : words) {
            for (var file : find(word)) {
                run(file, notebook);
            }
        }
        return null;
    }

    private static List<Path> find(String name) throws MagicFailedException {
        for (var extension : EXTENSIONS) {
            var files = Globs.find(name + extension).stream()
                    .filter(Files::isRegularFile)
                    .toList();
            if (!files.isEmpty()) {
                return files;
            }
        }
        throw new MagicFailedException("There is no script or notebook at " + Globs.absolute(name)
                + ", nor with .ipynb, .jshell, .jsh or .java at its end.");
    }

    private void run(Path file, MagicContext notebook) throws Exception {
        synchronized (under) {
            if (under.contains(file)) {
                throw new MagicFailedException(file.getFileName() + " loads itself through " + under + ".");
            }
            under.push(file);
        }
        try {
            if (file.toString().endsWith(".ipynb")) {
                int number = 0;
                for (var cell : cells(file)) {
                    number++;
                    notebook.evaluateCell(file.getFileName() + " [" + number + "]", cell);
                }
            } else {
                script(file.getFileName().toString(), Files.readString(file), notebook);
            }
        } catch (CharacterCodingException e) {
            throw new MagicFailedException(file + " is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new MagicFailedException(file + " can't be read: " + e.getMessage(), e);
        } finally {
            synchronized (under) {
                under.remove(file);
            }
        }
    }

    private static List<String> cells(Path file) throws IOException, MagicFailedException {
        try {
            var cells = new ArrayList<String>();
            var notebook = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            for (JsonElement cell : notebook.getAsJsonArray("cells")) {
                if (cell instanceof JsonObject own
                        && own.get("cell_type").getAsString().equals("code")) {
                    var source = own.get("source");
                    var text = new StringBuilder();
                    if (source.isJsonArray()) {
                        source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
                    } else {
                        text.append(source.getAsString());
                    }
                    if (!text.toString().isBlank()) {
                        cells.add(text.toString());
                    }
                }
            }
            return cells;
        } catch (JsonParseException | IllegalStateException | NullPointerException | UnsupportedOperationException e) {
            throw new MagicFailedException(file + " is not a notebook: " + e.getMessage(), e);
        }
    }

    /** Runs a script; commands of the {@code jshell} tool are followed where they have a meaning here. */
    private void script(String name, String text, MagicContext notebook) throws Exception {
        var toolLines = TOOL_LINE.matcher(text);
        int start = 0;
        while (toolLines.find()) {
            evaluate(name, text, start, toolLines.start(), notebook);
            if (toolLines.group(1).equals("exit")) {
                return;
            }
            command(toolLines.group(1), toolLines.group(2).strip(), notebook);
            start = toolLines.end();
        }
        evaluate(name, text, start, text.length(), notebook);
    }

    private static void evaluate(String name, String text, int start, int end, MagicContext notebook) throws Exception {
        var part = text.substring(start, end);
        if (!part.isBlank()) {
            // Blank lines in front: errors then name the script's own lines.
            int before = (int) text.chars().limit(start).filter(c -> c == '\n').count();
            notebook.evaluateCell(name, "\n".repeat(before) + part);
        }
    }

    private @Nullable DisplayData tool(CellPart call, MagicContext notebook) throws Exception {
        var words = call.arguments().strip();
        if (!words.startsWith("/")) {
            throw new MagicFailedException("%jshell takes /vars, /methods, /types or /open FILE.");
        }
        var space = words.indexOf(' ') < 0 ? words.length() : words.indexOf(' ');
        command(words.substring(1, space), words.substring(space).strip(), notebook);
        return null;
    }

    private void command(String name, String arguments, MagicContext notebook) throws Exception {
        switch (name) {
            case "open" -> {
                if (arguments.equals("PRINTING")) {
                    notebook.evaluateCell("PRINTING", """
                            void print(Object o) { System.out.print(o); }
                            void println(Object o) { System.out.println(o); }
                            void println() { System.out.println(); }
                            void printf(String format, Object... values) { System.out.printf(format, values); }
                            """);
                } else if (!PRESETS.contains(arguments)) {
                    for (var file : find(arguments)) {
                        run(file, notebook);
                    }
                }
            }
            case "env" -> {
                var path = MagicArguments.of(arguments, "class-path").options().get("class-path");
                if (path != null) {
                    notebook.evaluateCell("/env", "%classpath " + path);
                }
            }
            case "vars", "methods", "types", "list" ->
                notebook.declarations().stream()
                        .filter(one -> name.equals("list") || kind(one.shown()).equals(name))
                        .forEach(one -> notebook.print(one.shown() + "\n"));
            default -> {
                // /set, /help and their like are about the tool's own prompt.
            }
        }
    }

    /** The kind of a declaration, from its form: {@code int x}, {@code f(int)}, {@code Name}. */
    private static String kind(String declaration) {
        return declaration.endsWith(")") ? "methods" : declaration.contains(" ") ? "vars" : "types";
    }
}
