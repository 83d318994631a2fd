package org.dflib.jjava.jupyter.kernel.display;

/** Function that renders values of one type. */
@FunctionalInterface
public interface RenderFunction<T> extends io.github.spencerpark.jupyter.kernel.display.RenderFunction<T> {

    /** Puts a value's content into the context. */
    void render(T value, RenderContext context);

    @Override
    default void render(T value, io.github.spencerpark.jupyter.kernel.display.RenderContext context) {
        render(value, (RenderContext) context); // Contexts are all made by one renderer.
    }
}
