package org.forkbook.shm;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A weak interner: it maps the identity of a shared object to the one instance in this process. So a reference that
 * is read twice, or returns to where it was written, gives the same object. It keeps no object alive.
 */
public final class WeakInterner<K, V> {

    private final ConcurrentHashMap<K, Entry<K, V>> entries = new ConcurrentHashMap<>();
    private final ReferenceQueue<V> collected = new ReferenceQueue<>();

    /** Adds an object under its key. */
    public void add(K key, V value) {
        forgetCollected();
        entries.put(key, new Entry<>(key, value, collected));
    }

    /** The object of a key; if there is none, the one that {@code opener} returns, which is added. */
    public V resolve(K key, Supplier<V> opener) {
        forgetCollected();
        var result = new Object() {
            @Nullable
            V value;
        };
        entries.compute(key, (k, entry) -> {
            result.value = entry == null ? null : entry.get();
            if (result.value != null) {
                return entry;
            }
            var opened = opener.get();
            result.value = opened;
            return new Entry<>(k, opened, collected);
        });
        var value = result.value;
        if (value == null) {
            throw new AssertionError("neither known nor opened: " + key);
        }
        return value;
    }

    /** Removes a key. */
    public void remove(K key) {
        entries.remove(key);
    }

    @SuppressWarnings("unchecked") // Only entries of this type are registered with the queue.
    private void forgetCollected() {
        for (var gone = collected.poll(); gone != null; gone = collected.poll()) {
            var entry = (Entry<K, V>) gone;
            entries.remove(entry.key, entry);
        }
    }

    private static final class Entry<K, V> extends WeakReference<V> {
        private final K key;

        Entry(K key, V value, ReferenceQueue<V> queue) {
            super(value, queue);
            this.key = key;
        }
    }
}
