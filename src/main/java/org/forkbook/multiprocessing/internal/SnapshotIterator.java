package org.forkbook.multiprocessing.internal;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An iterator over a snapshot, whose {@code remove()} is applied to the original.
 *
 * @param <E> the type of the snapshot's entries
 * @param <T> the type of their values
 */
public final class SnapshotIterator<E extends @Nullable Object, T extends @Nullable Object> implements Iterator<T> {

    private final Iterator<? extends E> entries;
    private final Function<E, T> value;
    private final Consumer<E> remover;
    private @Nullable Runnable removal;

    public SnapshotIterator(Iterable<? extends E> entries, Function<E, T> value, Consumer<E> remover) {
        this.entries = entries.iterator();
        this.value = value;
        this.remover = remover;
    }

    @Override
    public boolean hasNext() {
        return entries.hasNext();
    }

    @Override
    public T next() {
        var entry = entries.next();
        removal = () -> remover.accept(entry);
        return value.apply(entry);
    }

    @Override
    public void remove() {
        var last = removal;
        if (last == null) {
            throw new IllegalStateException("call next() before remove()");
        }
        removal = null;
        last.run();
    }
}
