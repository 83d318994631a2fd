package org.dflib.jjava.jupyter;

import org.dflib.jjava.jupyter.kernel.BaseKernel;

/**
 * Service that a library provides to be installed in a notebook when its jar is added; it is named in {@code
 * META-INF/services}.
 */
public interface Extension {

    /** Installs the extension in the notebook. */
    void install(BaseKernel kernel);

    /** Uninstalls the extension. */
    default void uninstall(BaseKernel kernel) {}
}
