package org.forkbook.kernel.magic;

import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * One magic: how it is written, what it is for, and what it does.
 *
 * <pre>{@code
 * magics.add(Magic.line("pwd", "", "Shows the current folder.", (call, notebook) -> DisplayData.text(folder())));
 * }</pre>
 *
 * @param form whether it is a line of a cell, or a whole cell
 * @param name without percent signs
 * @param arguments how its arguments are written, for help; empty when it takes none
 * @param summary one sentence on what it does
 * @param action what it does
 * @param isSlow whether it may take its time without running Java of the cell: it then runs where an interrupt ends it
 */
public record Magic(Form form, String name, String arguments, String summary, Action action, boolean isSlow) {

    /** The two ways to write a magic. */
    public enum Form {
        LINE("%"),
        CELL("%%");

        private final String sign;

        Form(String sign) {
            this.sign = sign;
        }

        /** What stands before the name. */
        public String sign() {
            return sign;
        }
    }

    /** What a magic does. */
    @FunctionalInterface
    public interface Action {

        /**
         * Does it.
         *
         * @return the result of the cell so far; null when there is none
         * @throws MagicFailedException when it can't be done
         */
        @Nullable
        DisplayData run(CellPart call, MagicContext notebook) throws Exception;
    }

    /** A magic that is a line of a cell. */
    public static Magic line(String name, String arguments, String summary, Action action) {
        return new Magic(Form.LINE, name, arguments, summary, action, false);
    }

    /** A magic that is a whole cell. */
    public static Magic cell(String name, String arguments, String summary, Action action) {
        return new Magic(Form.CELL, name, arguments, summary, action, false);
    }

    /** The same magic, known to take its time: waiting for a process, or for the network. */
    public Magic slow() {
        return new Magic(form, name, arguments, summary, action, true);
    }

    /** The same magic under another name. */
    public Magic named(String other) {
        return new Magic(form, other, arguments, summary, action, isSlow);
    }

    /** Its name with its percent signs. */
    public String written() {
        return form.sign() + name;
    }
}
