package org.forkbook.kernel.history;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forkbook.kernel.protocol.History;
import org.jspecify.annotations.Nullable;

/** History of the cells that were run, in this session and in earlier ones. Safe for many threads. */
public interface CellHistory extends AutoCloseable {

    /** The environment variable that names the file of earlier sessions, or is {@code off} for none. */
    String VARIABLE = HistoryFile.VARIABLE;

    /** A history of one session only, numbered 1. */
    static CellHistory inMemory() {
        return new MemoryHistory(1);
    }

    /** The history of a user, in a file of theirs; in memory when the environment says that there is to be none. */
    static CellHistory ofUser(Map<String, String> environment, String system, Path home) {
        var file = HistoryFile.ofUser(environment, system, home);
        return file == null ? inMemory() : new FileHistory(file);
    }

    /**
     * Adds a cell of this session.
     *
     * @param line its number
     * @param output the text of its result, if it had one
     * @param keep whether later sessions may see it as well
     */
    void add(int line, String source, @Nullable String output, boolean keep);

    /** The number of this session. */
    int session();

    /** The entries that a query asks for, oldest first. */
    List<History.Entry> find(History.Request query);

    @Override
    default void close() {}
}
