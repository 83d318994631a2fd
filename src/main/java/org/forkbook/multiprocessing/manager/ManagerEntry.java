package org.forkbook.multiprocessing.manager;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A snapshot of an entry of a manager's map. Setting its value sets it in the map, if the key is there. */
final class ManagerEntry extends AbstractMap.SimpleEntry<@Nullable Object, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never serialized: see writeReplace.
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
