package org.forkbook.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/** The magics that there are, and the finding of them in cells. */
public final class Magics {

    private static final Pattern CELL_MAGIC = Pattern.compile("\\A\\s*%%(\\w+)[ \\t]*([^\\n]*)(?:\\n|\\z)");
    private static final Pattern LINE_MAGIC = Pattern.compile("^[ \\t]*%(\\w+)[ \\t]*(.*)$");

    /** One magic. */
    @FunctionalInterface
    private interface Magic {
        @Nullable
        DisplayData run(CellPart call, MagicContext notebook) throws Exception;
    }

    private final Map<String, Magic> ofLines = new TreeMap<>();
    private final Map<String, Magic> ofCells = new TreeMap<>();

    public Magics() {
        ofLines.put("time", (call, notebook) -> timed(call.arguments(), notebook));
        ofLines.put("env", Magics::env);
        ofLines.put(
                "pwd",
                (call, notebook) ->
                        DisplayData.text(Path.of("").toAbsolutePath().toString()));
        ofLines.put("who", Magics::who);
        ofLines.put("jars", Magics::classPath);
        ofLines.put("classpath", Magics::classPath);
        ofLines.put("lsmagic", (call, notebook) -> print(list(), notebook));
        ofLines.put("help", (call, notebook) -> print(list(), notebook));
        ofCells.put("time", (call, notebook) -> timed(call.text(), notebook));
        ofCells.put("bash", ShellScript::run);
        ofCells.put("writefile", Magics::writeFile);
        ofCells.put("html", (call, notebook) -> show(Display.html(call.text()), notebook));
        ofCells.put("markdown", (call, notebook) -> show(Display.markdown(call.text()), notebook));
        ofCells.put("latex", (call, notebook) -> show(Display.latex(call.text()), notebook));
        ofCells.put("svg", (call, notebook) -> show(Display.svg(call.text()), notebook));
        ofCells.put("javascript", (call, notebook) -> show(Display.javascript(call.text()), notebook));
    }

    /**
     * The parts of a cell, in order; one part when it is all Java.
     *
     * @param lineStarts where, in the cell, code begins on a line with a {@code %} that is in no text and no comment
     */
    public List<CellPart> parts(String cell, Set<Integer> lineStarts) {
        var whole = CELL_MAGIC.matcher(cell);
        if (whole.find()) {
            return List.of(new CellPart(whole.group(1), whole.group(2).strip(), cell.substring(whole.end())));
        }
        if (lineStarts.isEmpty()) {
            return List.of(new CellPart(null, "", cell));
        }
        var parts = new ArrayList<CellPart>();
        var java = new StringBuilder();
        var blankLines = new StringBuilder();
        int start = 0;
        for (var line : cell.split("\n", -1)) {
            int code = start + line.length() - line.stripLeading().length();
            var magic = LINE_MAGIC.matcher(line);
            if (lineStarts.contains(code) && magic.find() && ofLines.containsKey(magic.group(1))) {
                addJava(parts, java);
                parts.add(new CellPart(magic.group(1), magic.group(2).strip(), ""));
                blankLines.append('\n');
                java = new StringBuilder(blankLines);
            } else {
                java.append(line).append('\n');
                blankLines.append('\n');
            }
            start += line.length() + 1;
        }
        addJava(parts, java);
        return parts;
    }

    private static void addJava(List<CellPart> parts, StringBuilder java) {
        if (!java.toString().isBlank()) {
            parts.add(new CellPart(null, "", java.toString()));
        }
    }

    /**
     * Runs a magic.
     *
     * @return its result; null when it has none
     * @throws MagicFailedException when it can't do what it was asked
     */
    public @Nullable DisplayData run(CellPart call, boolean isCell, MagicContext notebook) throws Exception {
        var magic = (isCell ? ofCells : ofLines).get(String.valueOf(call.magic()));
        if (magic == null) {
            throw new MagicFailedException(
                    "There is no magic " + (isCell ? "%%" : "%") + call.magic() + ". There are:\n" + list());
        }
        return magic.run(call, notebook);
    }

    private String list() {
        return "lines: " + ofLines.keySet().stream().map(name -> "%" + name).collect(Collectors.joining(" "))
                + "\ncells: "
                + ofCells.keySet().stream().map(name -> "%%" + name).collect(Collectors.joining(" ")) + "\n";
    }

    private static @Nullable DisplayData print(String text, MagicContext notebook) {
        notebook.print(text);
        return null;
    }

    private static @Nullable DisplayData show(Object value, MagicContext notebook) {
        notebook.display(Display.render(value));
        return null;
    }

    private static @Nullable DisplayData timed(String code, MagicContext notebook) throws Exception {
        var before = System.nanoTime();
        try {
            return notebook.evaluate(code);
        } finally {
            notebook.print(String.format("Wall time: %.1f ms%n", (System.nanoTime() - before) / 1e6));
        }
    }

    private static @Nullable DisplayData env(CellPart call, MagicContext notebook) throws MagicFailedException {
        var name = call.arguments();
        if (name.isEmpty()) {
            throw new MagicFailedException("Name the variable of the kernel's environment to show, as in: env PATH");
        }
        var value = System.getenv(name);
        if (value == null) {
            throw new MagicFailedException("The kernel's environment has no variable " + name + ".");
        }
        return DisplayData.text(value);
    }

    private static @Nullable DisplayData who(CellPart call, MagicContext notebook) {
        var names = notebook.declarations();
        return print(names.isEmpty() ? "Nothing is declared yet.\n" : String.join("\n", names) + "\n", notebook);
    }

    private static @Nullable DisplayData classPath(CellPart call, MagicContext notebook) throws MagicFailedException {
        for (var name : call.arguments().split("\\s+", -1)) {
            var path = Path.of(name);
            if (name.isEmpty() || !Files.exists(path)) {
                throw new MagicFailedException("There is no jar or folder at " + path.toAbsolutePath() + ".");
            }
            notebook.addToClassPath(path);
        }
        return null;
    }

    private static @Nullable DisplayData writeFile(CellPart call, MagicContext notebook)
            throws IOException, MagicFailedException {
        if (call.arguments().isEmpty()) {
            throw new MagicFailedException("Which file? %%writefile NAME writes the rest of the cell to it.");
        }
        var file = Path.of(call.arguments());
        var there = Files.exists(file);
        Files.writeString(file, call.text());
        return print((there ? "Overwrote " : "Wrote ") + file + "\n", notebook);
    }
}
