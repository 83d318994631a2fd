package org.forkbook.kernel.display;

import org.jspecify.annotations.Nullable;

/** The making of MIME bundles from values. */
public final class Renderer {

    private Renderer() {}

    /** What a value looks like; always with {@code text/plain}. */
    public static DisplayData render(@Nullable Object value) {
        return DisplayData.text(PlainText.of(value));
    }
}
