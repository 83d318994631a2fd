package org.forkbook.cli;

import java.util.regex.Pattern;

/**
 * Colours for what is printed, where they are wanted.
 *
 * @param on whether they are; if not, colours that others put in are taken out
 */
record AnsiColors(boolean on) {

    static final String RESET = "\u001b[0m";

    private static final Pattern ESCAPES =
            Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[@-Z\\\\-_])");

    String bad(String text) {
        return style("1;31", text);
    }

    String good(String text) {
        return style("32", text);
    }

    String bold(String text) {
        return style("1", text);
    }

    String faint(String text) {
        return style("2", text);
    }

    String warning(String text) {
        return style("33", text);
    }

    private String style(String code, String text) {
        return on ? "\u001b[" + code + "m" + text + RESET : text;
    }

    /** Text of the kernel's, which may bring its own colours, and nothing else that a terminal obeys. */
    String foreign(String text) {
        return ControlCharacters.shown(on ? text : plain(text));
    }

    /** Text without colours. */
    static String plain(String text) {
        return text.indexOf('\u001b') < 0 ? text : ESCAPES.matcher(text).replaceAll("");
    }
}
