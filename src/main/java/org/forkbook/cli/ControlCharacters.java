package org.forkbook.cli;

import java.util.regex.Pattern;

/**
 * Sanitizer that makes the control characters of a text visible, so that untrusted text can't control the terminal: its
 * title, clipboard or screen.
 */
final class ControlCharacters {

    /** Colours and text styles, the only sequences that are kept. */
    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;:]*m");
    /** Line ends, tabs, and the carriage return with which progress is drawn. */
    private static final String HARMLESS = "\n\r\t";

    private static final char FIRST_PICTURE = '\u2400';
    private static final char DELETE = '\u007f';
    private static final char PICTURE_OF_DELETE = '\u2421';

    private ControlCharacters() {}

    /** The text with symbols for control characters, such as {@code ␛}; its styles stay. */
    static String shown(String text) {
        if (text.chars().noneMatch(ControlCharacters::isHarmful)) {
            return text;
        }
        var shown = new StringBuilder(text.length() + 16);
        var style = STYLE.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u001b' && style.region(i, text.length()).lookingAt()) {
                shown.append(text, i, style.end());
                i = style.end() - 1;
            } else {
                shown.append(isHarmful(c) ? picture(c) : c);
            }
        }
        return shown.toString();
    }

    /** The same for a name or a sentence: one line without styles. */
    static String inOneLine(String text) {
        var line = new StringBuilder(text.length());
        text.chars().forEach(c -> line.append(Character.isISOControl(c) ? picture((char) c) : (char) c));
        return line.toString();
    }

    private static boolean isHarmful(int c) {
        return Character.isISOControl(c) && HARMLESS.indexOf(c) < 0;
    }

    private static char picture(char c) {
        if (c == DELETE) {
            return PICTURE_OF_DELETE;
        }
        return c < ' ' ? (char) (FIRST_PICTURE + c) : '\ufffd';
    }
}
