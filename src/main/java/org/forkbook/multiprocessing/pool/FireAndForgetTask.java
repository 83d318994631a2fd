package org.forkbook.multiprocessing.pool;

import java.util.concurrent.Callable;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.worker.protocol.WorkerMessage.Kind;
import org.jspecify.annotations.Nullable;

/** A submission without a future, for {@link java.util.concurrent.Executor#execute}: its failure is printed. */
final class FireAndForgetTask extends TaskSubmission {
    private final long id;
    private final Runnable command;
    /** Keeps the pool reachable until this is over. */
    @SuppressWarnings("unused")
    private @Nullable AbstractPool pool;

    FireAndForgetTask(AbstractPool pool, Runnable command) {
        super(Kind.RUN, command, 0);
        this.command = command;
        this.pool = pool;
        this.id = pool.scheduler().nextId();
    }

    @Override
    Chunk next(int workers) {
        return new Chunk(this, id, 0, new Object[0], 1, "task " + id);
    }

    @Override
    void returned(Chunk chunk, Object[] results) {
        end();
    }

    @Override
    void failed(Chunk chunk, Callable<Object[]> before, Throwable failure) {
        end();
        output.print(Frontend.Channel.STDERR, Frontend.current().describe(chunk.label, failure));
    }

    @Override
    void abandoned(Throwable reason) {
        end();
    }

    private void end() {
        over = true;
        pool = null;
    }

    @Override
    Runnable unstarted() {
        return command;
    }
}
