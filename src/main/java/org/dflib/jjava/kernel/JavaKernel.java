package org.dflib.jjava.kernel;

/** The kernel of this process, as far as notebooks ask for it. */
public final class JavaKernel extends io.github.spencerpark.ijava.JavaKernel {

    static final JavaKernel ONLY = new JavaKernel();

    private JavaKernel() {}
}
