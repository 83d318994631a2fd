package io.github.spencerpark.ijava.runtime;

import org.dflib.jjava.kernel.JavaNotebookStatics;

/** Another name of the functions that every cell has. */
public final class Kernel extends JavaNotebookStatics {

    private Kernel() {}
}
