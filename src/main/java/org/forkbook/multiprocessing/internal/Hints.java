package org.forkbook.multiprocessing.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.multiprocessing.Frontend;

/** Hints at what a program probably doesn't mean, each given once. */
public final class Hints {
    private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

    private Hints() {}

    /** Gives a hint, unless one of this kind was given before. */
    public static void once(Frontend frontend, Frontend.Output output, String kind, String text) {
        if (GIVEN.add(kind)) {
            frontend.hint(output, text);
        }
    }
}
