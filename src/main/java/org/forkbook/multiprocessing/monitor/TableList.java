package org.forkbook.multiprocessing.monitor;

import java.util.AbstractList;
import java.util.List;
import org.forkbook.chart.TextTable;
import org.jspecify.annotations.Nullable;

/**
 * A list that a notebook shows as a table.
 *
 * @param <E> the type of its entries, each a row of the table
 */
public abstract class TableList<E extends @Nullable Object> extends AbstractList<E> {
    final List<E> entries;

    TableList(List<E> entries) {
        this.entries = entries;
    }

    abstract TextTable table();

    @Override
    public E get(int index) {
        return entries.get(index);
    }

    @Override
    public int size() {
        return entries.size();
    }

    /** The table as HTML. */
    public String toHtml() {
        return table().toHtml();
    }

    /** The table as text. */
    @Override
    public String toString() {
        return table().toString();
    }
}
