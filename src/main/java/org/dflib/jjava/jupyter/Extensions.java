package org.dflib.jjava.jupyter;

import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** The extensions that the added jars have brought. */
public final class Extensions {

    private static final Set<Class<?>> INSTALLED = ConcurrentHashMap.newKeySet();

    private Extensions() {}

    /** Installs those that are new; called by the kernel after jars were added that have some. */
    public static void installNew() {
        var loader = Thread.currentThread().getContextClassLoader();
        for (var extension : ServiceLoader.load(Extension.class, loader)) {
            if (INSTALLED.add(extension.getClass())) {
                extension.install(BaseKernel.notebookKernel());
            }
        }
    }
}
