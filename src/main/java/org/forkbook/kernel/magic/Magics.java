package org.forkbook.kernel.magic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.Magic.Form;
import org.jspecify.annotations.Nullable;

/** Registry of the magics by name, and parser that finds them in cells. Safe for many threads. */
public final class Magics {

    private static final Pattern CELL_MAGIC = Pattern.compile("\\A\\s*%%(\\w+)[ \\t]*([^\\n]*)(?:\\n|\\z)");
    private static final Pattern LINE_MAGIC = Pattern.compile("^[ \\t]*%(\\w+)[ \\t]*(.*)$");

    private final Set<Magic> own;
    private final Map<String, Magic> ofLines = new ConcurrentSkipListMap<>();
    private final Map<String, Magic> ofCells = new ConcurrentSkipListMap<>();

    /** Creates a registry with the kernel's own magics. */
    public Magics() {
        TimeMagics.addTo(this);
        ShellScript.addTo(this);
        FileMagics.addTo(this);
        ShowMagics.addTo(this);
        NotebookMagics.addTo(this);
        TestMagics.addTo(this);
        ClassPathMagics.addTo(this);
        DependencyMagics.addTo(this);
        LoadMagics.addTo(this);
        ProcessMagics.addTo(this);
        HistoryMagic.addTo(this);
        // By identity: added magics may have their own equals.
        own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(ofLines.values());
        own.addAll(ofCells.values());
    }

    /** The magics that aren't the kernel's own, with their percent signs: {@code %%name}. */
    public List<String> added() {
        return Stream.of(ofLines, ofCells)
                .flatMap(each -> each.values().stream())
                .filter(magic -> !own.contains(magic))
                .map(Magic::written)
                .toList();
    }

    /** Adds a magic, in place of an earlier one of the same name and form. */
    public void add(Magic magic) {
        of(magic.form()).put(magic.name(), magic);
    }

    /** The magics of one form, in the order of their names. */
    public Collection<Magic> all(Form form) {
        return of(form).values();
    }

    /** A magic; null when there is none of that name and form. */
    public @Nullable Magic find(Form form, String name) {
        return of(form).get(name);
    }

    private Map<String, Magic> of(Form form) {
        return form == Form.CELL ? ofCells : ofLines;
    }

    /**
     * The parts of a cell, in order; one part when it is all Java.
     *
     * @param lineStarts where, in the cell, a statement would begin and a {@code %} stands instead
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
            int from = firstIn(lineStarts, start, start + line.length());
            var magic = LINE_MAGIC.matcher(from < 0 ? "" : line.substring(from - start));
            if (from >= 0 && magic.find()) {
                java.append(line, 0, from - start); // A statement may stand before it.
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

    private static int firstIn(Set<Integer> places, int start, int end) {
        return places.stream()
                .filter(place -> place >= start && place < end)
                .min(Integer::compare)
                .orElse(-1);
    }

    private static void addJava(List<CellPart> parts, StringBuilder java) {
        if (!java.toString().isBlank()) {
            parts.add(new CellPart(null, "", java.toString()));
        }
    }

    /**
     * The magic that a part of a cell calls.
     *
     * @throws MagicFailedException when there is none, with the name that was perhaps meant
     */
    public Magic called(CellPart call, boolean isCell) throws MagicFailedException {
        var form = isCell ? Form.CELL : Form.LINE;
        var name = String.valueOf(call.magic());
        var magic = find(form, name);
        if (magic == null) {
            throw new MagicFailedException(
                    "There is no magic " + form.sign() + name + "." + hint(form, name) + " %lsmagic lists all.");
        }
        return magic;
    }

    private String hint(Form form, String name) {
        var other = find(form == Form.CELL ? Form.LINE : Form.CELL, name);
        if (other != null) {
            return " But there is " + other.written() + ": "
                    + (other.form() == Form.CELL ? "it stands alone, at the top of its cell." : "it is one line.");
        }
        var near = SpellingSuggestions.nearest(name, of(form).keySet());
        return near == null ? "" : " Did you mean " + form.sign() + near + "?";
    }

    /**
     * Runs a magic.
     *
     * @return its result; null when it has none
     * @throws MagicFailedException when it can't do what it was asked
     */
    public @Nullable DisplayData run(CellPart call, boolean isCell, MagicContext notebook) throws Exception {
        return called(call, isCell).action().run(call, notebook);
    }
}
