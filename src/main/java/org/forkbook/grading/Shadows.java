package org.forkbook.grading;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names that a check uses and that a student's notebook gives another meaning: a class of one's own called
 * {@code Check}, or a method called {@code assertEquals}, would be asked in the place of the real one.
 *
 * <p>What a notebook declares is asked of its kernel, whichever way it came there. What isn't taken for a shadow are the
 * names that the lesson itself declares, for students are to write those.
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
    private static final Pattern IMPORTED = Pattern.compile("import (static )?([\\w.$]+)\\.([\\w$]+|\\*)");
    private static final Pattern MAGIC = Pattern.compile("(?m)^\\s*(%{1,2}\\w+)");
    private static final Pattern USED = Pattern.compile("(?<![\\w$.])([A-Z][\\w$]*|org|java|[a-z][\\w$]*(?=\\s*\\())");

    private final Set<String> ofTheLesson = new HashSet<>();

    /** Those in notebooks of a lesson with these cells of code. */
    Shadows(List<String> lesson) {
        for (var source : lesson) {
            ofTheLesson.addAll(declaredIn(source));
            IMPORTED.matcher(code(source).replaceAll("\\s+", " "))
                    .results()
                    .forEach(match -> ofTheLesson.add(match.group()));
        }
    }

    /**
     * The names that a check would find changed.
     *
     * @param names what its notebook declares, as a kernel tells it
     */
    Set<String> in(String check, Set<String> names) {
        var used = usedIn(check);
        used.removeAll(ofTheLesson);
        var shadows = new TreeSet<String>();
        for (var name : names) {
            var imported = IMPORTED.matcher(name);
            if (!imported.matches()) {
                if (used.contains(name)) {
                    shadows.add(name);
                }
            } else if (!ofTheLesson.contains(name) && !isOurs(imported.group(2), imported.group(3))) {
                boolean isStatic = imported.group(1) != null;
                if (used.contains(imported.group(3))) {
                    shadows.add(imported.group(3));
                } else if (isStatic && imported.group(3).equals("*")) {
                    shadows.addAll(
                            used); // Any of them may be in there. Packages don't matter: two of one name are refused.
                }
            }
        }
        return shadows;
    }

    /** Whether it is of the JDK, or of this program: kernels look there first, so nobody can put another in its place. */
    private static boolean isOurs(String owner, String member) {
        return isClass(owner + "." + member) || isClass(owner) || (member.equals("*") && isOurs(owner));
    }

    private static boolean isOurs(String outer) {
        int dot = outer.lastIndexOf('.');
        return dot > 0 && isClass(outer.substring(0, dot) + "$" + outer.substring(dot + 1));
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name, false, Shadows.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

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
        MAGIC.matcher(code).results().forEach(match -> names.add(match.group(1)));
        return names;
    }

    private static String code(String text) {
        var decoded = ESCAPE.matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(match.group(1), 16))));
        return NO_CODE.matcher(decoded).replaceAll(" ");
    }
}
