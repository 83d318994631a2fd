package org.forkbook.multiprocessing.manager;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An entry of a manager's map, as it was at one moment. A value that is set in it is set in the map, if the key is there. */
final class ManagerEntry extends AbstractMap.SimpleEntry<@Nullable Object, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never written: see writeReplace.
    private final transient BiConsumer<@Nullable Object, @Nullable Object> map;

    ManagerEntry(@Nullable Object key, @Nullable Object value, BiConsumer<@Nullable Object, @Nullable Object> map) {
        super(key, value);
        this.map = map;
    }

    @Override
    public @Nullable Object setValue(@Nullable Object value) {
        map.accept(getKey(), value);
        return super.setValue(value);
    }

    @SuppressWarnings("UnusedMethod") // Serialization calls it.
    private Serializable writeReplace() {
        return new AbstractMap.SimpleImmutableEntry<>(this);
    }
}
