package org.forkbook.grading;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Detector of shadowed names: names that a check uses and a student's notebook redefines. A student's class {@code
 * Check}, or method {@code assertEquals}, would be called instead of the real one.
 *
 * <p>The kernel reports what a notebook declares, by whatever means. Names that the lesson itself declares don't count,
 * because students are to write those.
 */
final class ShadowedNames {

    /** The form in which a kernel reports an import. */
    private static final Pattern IMPORTED = Pattern.compile("import (static )?([\\w.$]+)\\.([\\w$]+|\\*)");

    private final Set<String> ofTheLesson = new HashSet<>();

    /** Creates a detector for a lesson with these code cells. */
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
     * The names of a check that are shadowed.
     *
     * @param names what its notebook declares, as a kernel reports it
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

    /** Whether it belongs to the JDK or to this program: kernels look there first, so it can't be replaced. */
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
