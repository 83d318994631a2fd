package org.forkbook.kernel;

import java.util.List;
import org.forkbook.kernel.protocol.HistoryQuery;
import org.jspecify.annotations.Nullable;

/** The cells that were run, in this session and in those before it. Safe for many threads. */
interface History {

    /** Adds a cell of this session, with the text of its result if it had one. */
    void add(int line, String source, @Nullable String output);

    /** The entries that a query asks for, oldest first. */
    List<Entry> find(HistoryQuery query);

    /** One cell: its session, its number there, its code and its result. */
    record Entry(
            int session, int line, String source, @Nullable String output) {}
}
