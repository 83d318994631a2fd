package org.dflib.jjava.jupyter.kernel.display;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Context of a rendering: the requested MIME types, and the content so far. */
@SuppressWarnings("overloads") // The same calls for either name; a lambda means the nearest.
public final class RenderContext extends io.github.spencerpark.jupyter.kernel.display.RenderContext {

    private final Renderer renderer;
    private final DisplayData out;

    RenderContext(
            Set<? extends io.github.spencerpark.jupyter.kernel.display.mime.MIMEType> wanted,
            Renderer renderer,
            Map<String, Object> parameters,
            DisplayData out) {
        super(wanted, renderer, parameters, out);
        this.renderer = renderer;
        this.out = out;
    }

    @Override
    public Renderer getRenderer() {
        return renderer;
    }

    @Override
    public DisplayData getOutputContainer() {
        return out;
    }

    public boolean wantsDataRenderedAs(MIMEType type) {
        return super.wantsDataRenderedAs(type);
    }

    /** Makes content of a kind if it is wanted, and says whether it was. */
    public boolean renderIfRequested(MIMEType type, Supplier<Object> content) {
        var wanted = wantsDataRenderedAs(type);
        if (wanted) {
            out.putData(type, content.get());
        }
        return wanted;
    }

    /** Makes content of a kind if it is wanted, and says whether it was. */
    public boolean renderIfRequested(MIMEType type, Function<MIMEType, Object> content) {
        var wanted = wantsDataRenderedAs(type);
        if (wanted) {
            out.putData(type, content.apply(type));
        }
        return wanted;
    }

    /** Makes content of a kind if it is wanted, and says whether it was. */
    public boolean renderIfRequested(MIMEType type, BiConsumer<MIMEType, DisplayData> content) {
        var wanted = wantsDataRenderedAs(type);
        if (wanted) {
            content.accept(type, out);
        }
        return wanted;
    }
}
