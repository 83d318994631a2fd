package org.dflib.jjava.jupyter;

import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** What a library does to a notebook when its jar is added; named in {@code META-INF/services}. */
public interface Extension {

    /** Makes itself at home in the notebook. */
    void install(BaseKernel kernel);

    /** Goes again. */
    default void uninstall(BaseKernel kernel) {}
}
