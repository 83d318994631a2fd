package org.forkbook.multiprocessing.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.multiprocessing.Frontend;

/** A filter that shows each kind of hint about a probable mistake in a program once. */
public final class Hints {
    private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

    private Hints() {}

    /** Shows a hint, unless one of this kind was shown before. */
    public static void once(Frontend frontend, Frontend.Output output, String kind, String text) {
        if (GIVEN.add(kind)) {
            frontend.hint(output, text);
        }
    }
}
