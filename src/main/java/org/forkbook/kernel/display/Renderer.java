package org.forkbook.kernel.display;

import org.jspecify.annotations.Nullable;

/**
 * Renderer of a library's own values. Implementations are found through {@link java.util.ServiceLoader}, in all jars of
 * the class path, also in those that a notebook adds, or are {@linkplain Display#addRenderer added} by a cell.
 *
 * <pre>{@code
 * addRenderer(value -> value instanceof Matrix m ? html(m.toTable()) : null);
 * }</pre>
 */
@FunctionalInterface
public interface Renderer {

    /**
     * Renders a value as a {@link Content}, a {@link DisplayData}, or any other value that can be shown.
     *
     * @return null to leave the value to others
     */
    @Nullable
    Object render(Object value);
}
