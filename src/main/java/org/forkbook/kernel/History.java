package org.forkbook.kernel;

import java.util.List;
import org.forkbook.kernel.protocol.HistoryQuery;
import org.jspecify.annotations.Nullable;

/** The cells that were run, in this session and in those before it. Safe for many threads. */
interface History extends AutoCloseable {

    /**
     * Adds a cell of this session.
     *
     * @param line its number
     * @param output the text of its result, if it had one
     * @param keep whether later sessions may see it as well
     */
    void add(int line, String source, @Nullable String output, boolean keep);

    /** The entries that a query asks for, oldest first. */
    List<Entry> find(HistoryQuery query);

    @Override
    default void close() {}

    /** One cell: its session, its number there, its code and its result. */
    record Entry(
            int session, int line, String source, @Nullable String output) {}
}
