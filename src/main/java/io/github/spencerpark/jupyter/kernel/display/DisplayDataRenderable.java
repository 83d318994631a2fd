package io.github.spencerpark.jupyter.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Set;

/** Value that renders itself. */
public interface DisplayDataRenderable {

    Set<MIMEType> ANY = Set.of(MIMEType.ANY);

    /** The MIME types that it can render. */
    default Set<MIMEType> getSupportedRenderTypes() {
        return ANY;
    }

    /** The MIME types that it renders unless others are requested. */
    default Set<MIMEType> getPreferredRenderTypes() {
        return getSupportedRenderTypes();
    }

    /** Puts its content into the context. */
    void render(RenderContext context);
}
