package io.github.spencerpark.jupyter.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import org.forkbook.kernel.display.Display;
import org.forkbook.kernel.magic.LiveNotebook;
import org.jspecify.annotations.Nullable;

/** Facade of the kernel of this process for notebooks. */
public abstract class BaseKernel {

    /** For the kernel of this process. */
    protected BaseKernel() {}

    public Renderer getRenderer() {
        return Renderer.only();
    }

    /** Shows a rendered value. */
    public void display(DisplayData data) {
        Display.display(data.asBundle());
    }

    /** Runs a cell, and returns its rendered result; null when it has none. */
    public @Nullable DisplayData eval(String code) throws Exception {
        var value = evalRaw(code);
        return value == null ? null : getRenderer().render(value);
    }

    /** Runs a cell, magics included, and returns its result. */
    public @Nullable Object evalRaw(String code) throws Exception {
        return LiveNotebook.current().evaluate(code);
    }

    public String getBanner() {
        return "Forkbook, a Jupyter kernel for Java " + Runtime.version();
    }
}
