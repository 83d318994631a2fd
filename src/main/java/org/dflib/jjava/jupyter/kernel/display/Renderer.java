package org.dflib.jjava.jupyter.kernel.display;

import java.util.Map;
import java.util.Set;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Registry of the render functions that a notebook, or a library for notebooks, has registered by type. */
public final class Renderer extends io.github.spencerpark.jupyter.kernel.display.Renderer {

    /** Created once, by the superclass. */
    public Renderer() {}

    @Override
    public <T> RenderRegistration<T> createRegistration(Class<T> type) {
        return new RenderRegistration<>(type);
    }

    /** Registers a function for some types; later registrations come first. */
    public <T> void register(
            Set<MIMEType> supported,
            Set<MIMEType> preferred,
            Set<Class<? extends T>> types,
            RenderFunction<T> function) {
        register(
                supported, preferred, types, (io.github.spencerpark.jupyter.kernel.display.RenderFunction<T>) function);
    }

    @Override
    public DisplayData render(Object value) {
        return (DisplayData) super.render(value);
    }

    @Override
    public DisplayData render(Object value, Map<String, Object> parameters) {
        return (DisplayData) super.render(value, parameters);
    }

    @Override
    public DisplayData renderAs(Object value, String... types) {
        return (DisplayData) super.renderAs(value, types);
    }

    @Override
    public DisplayData renderAs(Object value, Map<String, Object> parameters, String... types) {
        return (DisplayData) super.renderAs(value, parameters, types);
    }

    @Override
    protected RenderContext context(
            Set<? extends io.github.spencerpark.jupyter.kernel.display.mime.MIMEType> wanted,
            Map<String, Object> parameters,
            DisplayData out) {
        return new RenderContext(wanted, this, parameters, out);
    }

    /** A builder of a registration. */
    public final class RenderRegistration<T>
            extends io.github.spencerpark.jupyter.kernel.display.Renderer.RenderRegistration<T> {

        RenderRegistration(Class<T> type) {
            super(type);
        }

        public RenderRegistration<T> supporting(MIMEType... some) {
            super.supporting(some);
            return this;
        }

        public RenderRegistration<T> preferring(MIMEType... some) {
            super.preferring(some);
            return this;
        }

        @Override
        public RenderRegistration<T> supporting(String... some) {
            super.supporting(some);
            return this;
        }

        @Override
        public RenderRegistration<T> preferring(String... some) {
            super.preferring(some);
            return this;
        }

        @Override
        public RenderRegistration<T> onType(Class<? extends T> type) {
            super.onType(type);
            return this;
        }

        public void register(RenderFunction<T> function) {
            register((io.github.spencerpark.jupyter.kernel.display.RenderFunction<T>) function);
        }
    }
}
