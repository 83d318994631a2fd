package org.forkbook.usercode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A safe traversal of an exception's causes for threads that serve many: it calls no method that the exception's
 * author may have written. A class that overrides {@code getCause()} counts as one without causes, unless it is of
 * the JDK.
 */
public final class Causes {

    private Causes() {}

    /** An exception and its causes, outermost first; each once, even in a cycle. */
    public static List<Throwable> of(Throwable thrown) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var causes = new ArrayList<Throwable>();
        for (var each = thrown; each != null && seen.add(each); ) {
            causes.add(each);
            each = isOfTheJdk(each, "getCause") ? each.getCause() : null;
        }
        return causes;
    }

    /** The first of this type among an exception, its causes, and what they suppressed. */
    public static <T extends Throwable> Optional<T> find(Class<T> type, Throwable thrown) {
        for (var each : of(thrown)) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
            for (var suppressed : each.getSuppressed()) {
                if (type.isInstance(suppressed)) {
                    return Optional.of(type.cast(suppressed));
                }
            }
        }
        return Optional.empty();
    }

    /** Adds an exception as the innermost cause of another; as a suppressed one if that accepts no cause. */
    public static void attach(Throwable thrown, Throwable cause) {
        var causes = of(thrown);
        var innermost = causes.get(causes.size() - 1);
        // An author's own getCause() would hide the cause that is set.
        if (isOfTheJdk(innermost, "getCause") && isOfTheJdk(innermost, "initCause", Throwable.class)) {
            try {
                innermost.initCause(cause);
                return;
            } catch (IllegalStateException | IllegalArgumentException fixed) {
                // Its class allows no cause, or its causes form a cycle.
            }
        }
        thrown.addSuppressed(cause);
    }

    private static boolean isOfTheJdk(Throwable thrown, String method, Class<?>... parameters) {
        try {
            return thrown.getClass()
                            .getMethod(method, parameters)
                            .getDeclaringClass()
                            .getClassLoader()
                    == null;
        } catch (NoSuchMethodException | LinkageError e) {
            return false; // Its methods refer to a class that isn't here.
        }
    }
}
