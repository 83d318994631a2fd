package io.github.spencerpark.jupyter.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Set;

/** A value that says itself how it looks. */
public interface DisplayDataRenderable {

    Set<MIMEType> ANY = Set.of(MIMEType.ANY);

    /** The kinds of content that it can make. */
    default Set<MIMEType> getSupportedRenderTypes() {
        return ANY;
    }

    /** The kinds of content that it makes unless others are asked for. */
    default Set<MIMEType> getPreferredRenderTypes() {
        return getSupportedRenderTypes();
    }

    /** Puts its content into the context. */
    void render(RenderContext context);
}
