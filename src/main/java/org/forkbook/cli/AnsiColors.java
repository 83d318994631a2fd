package org.forkbook.cli;

import java.util.regex.Pattern;

/**
 * Colours of printed text.
 *
 * @param on whether to use colours; if not, they are removed from other text as well
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

    /** Text of the kernel, which may have its own colours, but no other control sequences. */
    String foreign(String text) {
        return ControlCharacters.shown(on ? text : plain(text));
    }

    /** Text without colours. */
    static String plain(String text) {
        return text.indexOf('\u001b') < 0 ? text : ESCAPES.matcher(text).replaceAll("");
    }
}
