package org.forkbook.grading;

import java.util.HashSet;
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
final class ShadowedNames {

    /** What a kernel tells of an import. */
    private static final Pattern IMPORTED = Pattern.compile("import (static )?([\\w.$]+)\\.([\\w$]+|\\*)");

    private final Set<String> ofTheLesson = new HashSet<>();

    /** Those in notebooks of a lesson with these cells of code. */
    ShadowedNames(List<String> lesson) {
        for (var source : lesson) {
            var names = SourceNames.of(source);
            ofTheLesson.addAll(names.declared());
            ofTheLesson.addAll(names.imports());
            for (var each : names.imports()) {
                var imported = IMPORTED.matcher(each);
                if (imported.matches() && !isOurs(imported.group(2), imported.group(3))) {
                    ofTheLesson.add(imported.group(3));
                }
            }
        }
    }

    /**
     * The names that a check would find changed.
     *
     * @param names what its notebook declares, as a kernel tells it
     */
    Set<String> in(String check, Set<String> names) {
        var used = new TreeSet<>(SourceNames.of(check).used());
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
            Class.forName(name, false, ShadowedNames.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
