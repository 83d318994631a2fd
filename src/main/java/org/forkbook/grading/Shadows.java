package org.forkbook.grading;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names that a student's code declares and a check uses: a class of one's own called {@code Check}, or a method called
 * {@code assertEquals}, would be asked in the place of the real one.
 */
final class Shadows {

    private static final Pattern NO_CODE = Pattern.compile(
            // Possessive: an alternation that may be taken back costs a stack frame for each character.
            "//[^\\n]*|/\\*.*?\\*/|\"\"\".*?(?<!\\\\)\"\"\""
                    + "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"|'[^'\\\\\\n]*+(?:\\\\.[^'\\\\\\n]*+)*+'",
            Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\u+([0-9a-fA-F]{4})");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Za-z_$][\\w$]*)");
    private static final Pattern METHOD =
            Pattern.compile("[\\w$>\\]]\\s+([a-z_$][\\w$]*)\\s*\\([^()]*\\)\\s*(?:throws[\\w\\s.,$]+)?\\{");
    private static final Pattern VARIABLE = Pattern.compile("(?<![\\w$.])([A-Z][\\w$]*|org|java)\\s*(?:=[^=]|;)");
    private static final Pattern IMPORT = Pattern.compile("\\bimport\\s+(?:static\\s+)?([\\w.$]+?)\\.([\\w$]+)\\s*;");
    private static final Pattern USED = Pattern.compile("(?<![\\w$.])([A-Z][\\w$]*|org|java|[a-z][\\w$]*(?=\\s*\\())");

    private Shadows() {}

    /** The names that a text declares. */
    static Set<String> declaredIn(String code) {
        var names = new LinkedHashSet<String>();
        var text = code(code);
        for (var pattern : new Pattern[] {TYPE, METHOD, VARIABLE}) {
            pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
        }
        IMPORT.matcher(text)
                .results()
                .filter(match -> !match.group(1).matches("(java|org\\.forkbook|org\\.junit)\\b.*"))
                .forEach(match -> names.add(match.group(2)));
        return names;
    }

    /** The names that a text takes from elsewhere: types, and methods that are called without a receiver. */
    static Set<String> usedIn(String code) {
        var names = new TreeSet<String>();
        USED.matcher(code(code)).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    private static String code(String text) {
        var decoded = ESCAPE.matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(match.group(1), 16))));
        return NO_CODE.matcher(decoded).replaceAll(" ");
    }
}
