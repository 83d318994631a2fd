package io.github.spencerpark.jupyter.kernel.display;

/** Function that renders values of one type. */
@FunctionalInterface
public interface RenderFunction<T> {

    /** Puts a value's content into the context. */
    void render(T value, RenderContext context);
}
