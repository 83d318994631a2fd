package io.github.spencerpark.ijava;

/** The way to the kernel of this process. */
public final class IJava {

    private IJava() {}

    public static org.dflib.jjava.kernel.JavaKernel getKernelInstance() {
        return org.dflib.jjava.kernel.JavaNotebookStatics.kernel();
    }
}
