package org.forkbook.multiprocessing.manager;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Consumer;
import org.forkbook.multiprocessing.internal.SnapshotIterator;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a manager's list or other collection. An attempt to modify it fails with advice on what to do
 * instead.
 */
final class ManagerSnapshot extends AbstractList<@Nullable Object> implements RandomAccess {

    private final List<?> elements;

    ManagerSnapshot(List<?> elements) {
        this.elements = new ArrayList<>(elements);
    }

    @Override
    public @Nullable Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object element) {
        throw refused();
    }

    @Override
    public void add(int index, @Nullable Object element) {
        throw refused();
    }

    @Override
    public @Nullable Object remove(int index) {
        throw refused();
    }

    @Override
    public void clear() {
        throw refused();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException(
                "Iterators and parts of a manager's list, and iterators of a map's values, show a snapshot: a change "
                        + "there wouldn't reach the manager. Change the list or map itself, with set, remove,"
                        + " removeIf, replaceAll or put; or copy it first: new ArrayList<>(list).");
    }

    /** An iterator whose remove() is applied to the original. */
    Iterator<@Nullable Object> iterator(Consumer<@Nullable Object> remover) {
        return new SnapshotIterator<>(elements, element -> element, remover);
    }
}
