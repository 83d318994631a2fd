package io.github.spencerpark.jupyter.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.forkbook.kernel.display.Display;
import org.jspecify.annotations.Nullable;

/** Registry of the render functions that a notebook, or a library for notebooks, has registered by type. */
public abstract class Renderer {

    /** Lazy holder of the instance. */
    private static final class Only {
        static final org.dflib.jjava.jupyter.kernel.display.Renderer RENDERER =
                new org.dflib.jjava.jupyter.kernel.display.Renderer();

        static {
            Renderer own = RENDERER;
            Display.addRenderer(own::bundleOrNull);
        }
    }

    private record Way(
            Set<? extends MIMEType> supported,
            Set<? extends MIMEType> preferred,
            Set<Class<?>> types,
            RenderFunction<Object> function) {}

    private final List<Way> ways = new CopyOnWriteArrayList<>();

    /** The registry of this process. */
    public static org.dflib.jjava.jupyter.kernel.display.Renderer only() {
        return Only.RENDERER;
    }

    /** Makes the kernel use these functions. */
    static void know() {
        only();
    }

    /** Starts a registration. */
    public <T> RenderRegistration<T> createRegistration(Class<T> type) {
        return new RenderRegistration<>(type);
    }

    /** Registers a function for some types; later registrations come first. */
    @SuppressWarnings("unchecked") // The function is called with values of these types only.
    public final <T> void register(
            Set<? extends MIMEType> supported,
            Set<? extends MIMEType> preferred,
            Set<Class<? extends T>> types,
            RenderFunction<T> function) {
        ways.add(
                0,
                new Way(
                        supported.isEmpty() ? DisplayDataRenderable.ANY : Set.copyOf(supported),
                        preferred.isEmpty()
                                ? supported.isEmpty() ? DisplayDataRenderable.ANY : Set.copyOf(supported)
                                : Set.copyOf(preferred),
                        Set.copyOf(types),
                        (RenderFunction<Object>) function));
    }

    /** Renders a value. */
    public DisplayData render(Object value) {
        return render(value, new LinkedHashMap<>());
    }

    public DisplayData render(Object value, Map<String, Object> parameters) {
        var own = rendered(value, null, parameters);
        return own == null ? org.dflib.jjava.jupyter.kernel.display.DisplayData.of(Display.render(value)) : own;
    }

    /** Renders a value as some types only. */
    public DisplayData renderAs(Object value, String... types) {
        return renderAs(value, new LinkedHashMap<>(), types);
    }

    public DisplayData renderAs(Object value, Map<String, Object> parameters, String... types) {
        var wanted = new LinkedHashSet<MIMEType>();
        for (var type : types) {
            wanted.add(MIMEType.parse(type));
        }
        var own = rendered(value, wanted, parameters);
        return own == null ? org.dflib.jjava.jupyter.kernel.display.DisplayData.of(Display.render(value, types)) : own;
    }

    private org.forkbook.kernel.display.@Nullable DisplayData bundleOrNull(Object value) {
        if (value instanceof DisplayData data) {
            return data.asBundle();
        }
        var own = rendered(value, null, Map.of());
        return own == null ? null : own.asBundle();
    }

    private @Nullable DisplayData rendered(
            Object value, @Nullable Set<MIMEType> asked, Map<String, Object> parameters) {
        var out = new org.dflib.jjava.jupyter.kernel.display.DisplayData();
        if (value instanceof DisplayDataRenderable own) {
            own.render(context(asked == null ? own.getPreferredRenderTypes() : asked, parameters, out));
        } else {
            var way = ways.stream()
                    .filter(each -> each.types().stream().anyMatch(type -> type.isInstance(value)))
                    .findFirst()
                    .orElse(null);
            if (way == null) {
                return null;
            }
            way.function().render(value, context(asked == null ? way.preferred() : asked, parameters, out));
        }
        if (!out.hasDataForType(MIMEType.TEXT_PLAIN)) {
            out.putText(String.valueOf(value));
        }
        return out;
    }

    /** Creates a context that functions of both names accept. */
    protected abstract RenderContext context(
            Set<? extends MIMEType> wanted,
            Map<String, Object> parameters,
            org.dflib.jjava.jupyter.kernel.display.DisplayData out);

    /** A builder of a registration. */
    public class RenderRegistration<T> {
        private final Set<MIMEType> supported = new LinkedHashSet<>();
        private final Set<MIMEType> preferred = new LinkedHashSet<>();
        private final Set<Class<? extends T>> types = new LinkedHashSet<>();

        /** Starts a registration for one type. */
        protected RenderRegistration(Class<T> type) {
            types.add(type);
        }

        public RenderRegistration<T> supporting(MIMEType... some) {
            supported.addAll(List.of(some));
            return this;
        }

        public RenderRegistration<T> preferring(MIMEType... some) {
            preferred.addAll(List.of(some));
            return supporting(some);
        }

        public RenderRegistration<T> supporting(String... some) {
            for (var text : some) {
                supported.add(MIMEType.parse(text));
            }
            return this;
        }

        public RenderRegistration<T> preferring(String... some) {
            for (var text : some) {
                preferred.add(MIMEType.parse(text));
            }
            return supporting(some);
        }

        public RenderRegistration<T> onType(Class<? extends T> type) {
            types.add(type);
            return this;
        }

        public void register(RenderFunction<T> function) {
            Renderer.this.register(supported, preferred, types, function);
        }
    }
}
