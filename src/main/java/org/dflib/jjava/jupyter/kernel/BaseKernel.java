package org.dflib.jjava.jupyter.kernel;

import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.jspecify.annotations.Nullable;

/** Facade of the kernel of this process for notebooks and extensions. */
public abstract class BaseKernel extends io.github.spencerpark.jupyter.kernel.BaseKernel {

    /** For the kernel of this process. */
    protected BaseKernel() {}

    /** The kernel of this process. */
    public static BaseKernel notebookKernel() {
        return org.dflib.jjava.kernel.JavaNotebookStatics.kernel();
    }

    @Override
    public Renderer getRenderer() {
        return io.github.spencerpark.jupyter.kernel.display.Renderer.only();
    }

    /** Shows a rendered value. */
    public void display(DisplayData data) {
        super.display(data);
    }

    @Override
    public @Nullable DisplayData eval(String code) throws Exception {
        var value = evalRaw(code);
        return value == null ? null : getRenderer().render(value);
    }

    public abstract MagicsRegistry getMagicsRegistry();
}
