package org.forkbook.usercode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The causes of an exception, for threads that serve many: found without calling a method of its author's. A class that
 * overrides {@code getCause()} counts as one without causes, unless it is of the JDK.
 */
public final class Causes {

    private Causes() {}

    /** An exception and its causes, outermost first; each once, even in a ring. */
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

    /**
     * Adds an exception as the innermost cause of another; as one that it suppressed where it lets itself be given no cause.
     */
    public static void attach(Throwable thrown, Throwable cause) {
        var causes = of(thrown);
        var innermost = causes.get(causes.size() - 1);
        // A class of the author's with a getCause() of its own would hide what it is given.
        if (isOfTheJdk(innermost, "getCause") && isOfTheJdk(innermost, "initCause", Throwable.class)) {
            try {
                innermost.initCause(cause);
                return;
            } catch (IllegalStateException | IllegalArgumentException fixed) {
                // Its class decided that it has no cause, or its causes form a ring.
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
            return false; // Its methods mention a class that isn't here.
        }
    }
}
