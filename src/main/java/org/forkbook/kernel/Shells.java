package org.forkbook.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.protocol.Message;
import org.jspecify.annotations.Nullable;

/** Registry of the main shell and the subshells (JEP 91), by id. Safe for many threads. */
final class Shells implements AutoCloseable {

    private final Consumer<Request> dispatcher;
    private final Consumer<Throwable> ended;
    private final Shell main;
    private final Map<String, Shell> subshells = new ConcurrentSkipListMap<>();
    private final AtomicInteger created = new AtomicInteger();

    Shells(Consumer<Request> dispatcher, CellHistory history, Consumer<Throwable> ended) {
        this.dispatcher = dispatcher;
        this.ended = ended;
        main = new Shell("shell", dispatcher, history, ended);
    }

    void start() {
        main.start();
    }

    Shell main() {
        return main;
    }

    /** The shell that a message is for; null when there is no subshell with its id. */
    @Nullable
    Shell of(Message message) {
        var id = message.subshellId();
        return id == null ? main : subshells.get(id);
    }

    /** Starts a subshell. */
    String create() {
        var id = "subshell-" + created.incrementAndGet();
        var shell = new Shell(id, dispatcher, CellHistory.inMemory(), ended);
        subshells.put(id, shell);
        shell.start();
        return id;
    }

    /** Ends a subshell after its queued requests; false when there is none with this id. */
    boolean delete(String id) {
        var shell = subshells.remove(id);
        if (shell != null) {
            shell.end();
        }
        return shell != null;
    }

    /** The ids of the subshells. */
    List<String> ids() {
        return new ArrayList<>(subshells.keySet());
    }

    @Override
    public void close() {
        main.close();
        subshells.values().forEach(Shell::close);
        main.history().close();
    }
}
