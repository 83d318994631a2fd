package org.forkbook.kernel.display;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the {@linkplain Renderer renderers} that libraries provide as services, searched for again when the class
 * path has grown. A renderer that can't be loaded is left out.
 */
final class LibraryRenderers {

    private static volatile @Nullable List<Renderer> found;

    private LibraryRenderers() {}

    /** The class path has grown. */
    static void lookAgain() {
        found = null;
    }

    static List<Renderer> all() {
        var own = found;
        if (own == null) {
            own = find();
            found = own;
        }
        return own;
    }

    private static List<Renderer> find() {
        var loader = Thread.currentThread().getContextClassLoader();
        var renderers = new ArrayList<Renderer>();
        var all = ServiceLoader.load(Renderer.class, loader).iterator();
        boolean more = true;
        while (more) { // Each in turn: one that is broken throws, and the next may be well.
            more = next(all, renderers);
        }
        return List.copyOf(renderers);
    }

    private static boolean next(Iterator<Renderer> all, List<Renderer> renderers) {
        try {
            if (!all.hasNext()) {
                return false;
            }
            renderers.add(all.next());
        } catch (ServiceConfigurationError e) {
            System.getLogger("org.forkbook.kernel").log(Level.WARNING, "a renderer can't be used", e);
        }
        return true;
    }
}
