package org.dflib.jjava.kernel;

import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;

/** The functions of a cell that are about the kernel. */
public class JavaNotebookStatics extends BaseNotebookStatics {

    /** For its subclasses, which are names for the same. */
    protected JavaNotebookStatics() {}

    /** The kernel of this process. */
    public static JavaKernel kernel() {
        return JavaKernel.ONLY;
    }

    /** The kernel of this process. */
    public static JavaKernel getKernelInstance() {
        return kernel();
    }
}
