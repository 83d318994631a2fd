package org.dflib.jjava.jupyter;

import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** Loader of the extensions in the added jars. */
public final class Extensions {

    private static final Set<Class<?>> INSTALLED = ConcurrentHashMap.newKeySet();

    private Extensions() {}

    /** Installs the new ones; the kernel calls this after jars with extensions were added. */
    public static void installNew() {
        var loader = Thread.currentThread().getContextClassLoader();
        for (var extension : ServiceLoader.load(Extension.class, loader)) {
            if (INSTALLED.add(extension.getClass())) {
                extension.install(BaseKernel.notebookKernel());
            }
        }
    }
}
