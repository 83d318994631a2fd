package io.github.spencerpark.jupyter.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Context of a rendering: the requested MIME types, and the content so far. */
public class RenderContext {

    private final Set<? extends MIMEType> wanted;
    private final Renderer renderer;
    private final Map<String, Object> parameters;
    private final DisplayData out;

    /** Creates a context for the requested types. */
    protected RenderContext(
            Set<? extends MIMEType> wanted, Renderer renderer, Map<String, Object> parameters, DisplayData out) {
        this.wanted = wanted;
        this.renderer = renderer;
        this.parameters = parameters;
        this.out = out;
    }

    public Renderer getRenderer() {
        return renderer;
    }

    public DisplayData getOutputContainer() {
        return out;
    }

    public @Nullable Object getParameter(String key) {
        return parameters.get(key);
    }

    public Object getParameter(String key, Object otherwise) {
        return parameters.getOrDefault(key, otherwise);
    }

    public boolean wantsDataRenderedAs(MIMEType type) {
        return wanted.stream().anyMatch(wish -> wish.includes(type) || type.includes(wish));
    }

    public void renderIfRequested(MIMEType type, Supplier<Object> content) {
        if (wantsDataRenderedAs(type)) {
            out.putData(type.toString(), content.get());
        }
    }

    public void renderIfRequested(MIMEType type, Function<MIMEType, Object> content) {
        if (wantsDataRenderedAs(type)) {
            out.putData(type.toString(), content.apply(type));
        }
    }

    public void renderIfRequested(MIMEType type, BiConsumer<MIMEType, DisplayData> content) {
        if (wantsDataRenderedAs(type)) {
            content.accept(type, out);
        }
    }
}
