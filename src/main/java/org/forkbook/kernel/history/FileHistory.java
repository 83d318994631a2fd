package org.forkbook.kernel.history;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.protocol.History;
import org.forkbook.kernel.protocol.History.Entry;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * History of this session and of earlier ones, on disk.
 *
 * <p>One background thread makes all changes to the file, in order. Cells of earlier sessions and other kernels are
 * read when they are requested; this session is in memory as well, so that a full disk loses nothing of it.
 */
final class FileHistory implements CellHistory {

    private static final long CLOSE_MILLIS = 50;

    private final HistoryFile file;
    private final MemoryHistory own = new MemoryHistory(0);
    private final ThreadPoolExecutor background = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> ServiceThread.forTask("forkbook-history", task, FailureHandler.logging("The history")));

    /** This session's number, once something was written; only for the background thread. */
    private int session;

    FileHistory(HistoryFile file) {
        this.file = file;
        background.allowCoreThreadTimeOut(true);
    }

    @Override
    public void add(int line, String source, @Nullable String output, boolean keep) {
        own.add(line, source, output, keep);
        if (keep) {
            try {
                background.execute(ServiceThread.guarded(
                        () -> write(line, source, output), FailureHandler.logging("The history")));
            } catch (RejectedExecutionException closed) {
                // A cell that ended after the kernel: nobody will request it.
            }
        }
    }

    private void write(int line, String source, @Nullable String output) {
        attempt(
                () -> {
                    file.append(new Entry(number(), line, source, output));
                    return true;
                },
                false);
    }

    @Override
    public List<Entry> find(History.Request query) {
        try {
            return background.submit(() -> look(query)).get();
        } catch (ExecutionException | RejectedExecutionException e) {
            return own.find(query);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return own.find(query);
        }
    }

    private List<Entry> look(History.Request query) {
        int number = attempt(this::number, 1);
        var entries = new ArrayList<Entry>();
        for (var entry : attempt(file::read, List.<Entry>of())) {
            if (entry.session() != number) {
                entries.add(entry);
            }
        }
        for (var entry : own.entries()) {
            entries.add(new Entry(number, entry.line(), entry.source(), entry.output()));
        }
        return new HistorySearch(entries, number).find(query);
    }

    private int number() throws IOException {
        if (session == 0) {
            session = file.newSession();
        }
        return session;
    }

    @Override
    public int session() {
        try {
            return background.submit(() -> attempt(this::number, 1)).get();
        } catch (ExecutionException | RejectedExecutionException e) {
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static <T> T attempt(Callable<T> action, T otherwise) {
        try {
            return action.call();
        } catch (Exception e) { // A history is a convenience: without a disk the kernel works all the same.
            System.getLogger("org.forkbook.kernel").log(Level.DEBUG, "the history file can't be used", e);
            return otherwise;
        }
    }

    /** Waits a moment for what is still to be written. */
    @Override
    public void close() {
        background.shutdown();
        try {
            var unused = background.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
