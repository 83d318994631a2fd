package org.forkbook.kernel.magic;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.magic.Magic.Form;
import org.jspecify.annotations.Nullable;

/** Registry of the magics by name. Safe for many threads. */
public final class Magics {

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
