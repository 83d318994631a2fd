package org.forkbook.kernel.history;

import java.util.ArrayList;
import java.util.List;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.History.Entry;
import org.jspecify.annotations.Nullable;

/** History of one session in memory: its newest cells. */
final class MemoryHistory implements CellHistory {

    private static final int LIMIT = 10_000;

    private final List<Entry> entries = new ArrayList<>();
    private final int session;

    MemoryHistory(int session) {
        this.session = session;
    }

    @Override
    public synchronized void add(int line, String source, @Nullable String output, boolean keep) {
        entries.add(new Entry(session, line, source, output));
        if (entries.size() > LIMIT + LIMIT / 10) {
            entries.subList(0, entries.size() - LIMIT).clear();
        }
    }

    @Override
    public int session() {
        return session;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public List<Entry> find(History.Request query) {
        return new HistorySearch(entries(), session).find(query);
    }
}
