package org.forkbook.kernel.source;

/** Decoder of Java's Unicode escapes (JLS 3.3), such as {@code \}{@code u0043} for a C. */
public final class UnicodeEscapes {

    private static final int DIGITS = 4;

    private UnicodeEscapes() {}

    /**
     * The source with the characters in place of their escapes. An escaped backslash stays, because it would escape the
     * next character.
     */
    public static String decoded(String source) {
        if (!source.contains("\\u")) {
            return source;
        }
        var text = new StringBuilder();
        int i = 0;
        while (i < source.length()) {
            int digits = i + 1;
            while (digits < source.length() && source.charAt(digits) == 'u') {
                digits++;
            }
            int code = source.charAt(i) == '\\' && digits > i + 1 ? number(source, digits) : -1;
            if (code >= 0 && code != '\\') {
                text.append((char) code);
                i = digits + DIGITS;
            } else if (source.startsWith("\\\\", i)) {
                text.append("\\\\"); // The second backslash starts no escape.
                i += 2;
            } else {
                text.append(source.charAt(i++));
            }
        }
        return text.toString();
    }

    /** Four hexadecimal digits as a number; negative if they aren't there. */
    private static int number(String source, int from) {
        if (from + DIGITS > source.length()) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < from + DIGITS; i++) {
            int digit = Character.digit(source.charAt(i), 16);
            if (digit < 0 || source.charAt(i) > 'f') {
                return -1;
            }
            number = 16 * number + digit;
        }
        return number;
    }
}
