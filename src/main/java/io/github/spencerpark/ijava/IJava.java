package io.github.spencerpark.ijava;

/** Accessor of the kernel of this process. */
public final class IJava {

    private IJava() {}

    public static org.dflib.jjava.kernel.JavaKernel getKernelInstance() {
        return org.dflib.jjava.kernel.JavaNotebookStatics.kernel();
    }
}
