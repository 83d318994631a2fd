package org.dflib.jjava.kernel;

import org.dflib.jjava.jupyter.kernel.BaseNotebookStatics;

/** Static functions of a cell that concern the kernel. */
public class JavaNotebookStatics extends BaseNotebookStatics {

    /** For its subclasses, which are other names for the same functions. */
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
