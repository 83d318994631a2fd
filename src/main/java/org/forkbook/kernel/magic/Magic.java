package org.forkbook.kernel.magic;

import org.forkbook.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * A magic: its form, its help and its action.
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
 * @param isSlow whether it may take long without running Java of the cell: it then runs on a thread that an interrupt
 *     ends
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

        /** The prefix of the name. */
        public String sign() {
            return sign;
        }
    }

    /** The action of a magic. */
    @FunctionalInterface
    public interface Action {

        /**
         * Runs the magic.
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

    /** The same magic, marked as slow: it waits for a process, or for the network. */
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
