package org.forkbook.kernel.eval;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.DisplaySink;
import org.jspecify.annotations.Nullable;

/**
 * One run of a cell: where its output goes, and whether it has been interrupted. Threads that a cell starts belong to
 * its run for as long as they live.
 */
final class CellRun implements DisplaySink {

    private static final InheritableThreadLocal<CellRun> OF_THREAD = new InheritableThreadLocal<>();
    private static volatile @Nullable CellRun latest;

    private final String cell;
    private final CellOutput output;
    private final boolean seen;
    private volatile boolean interrupted;
    private volatile @Nullable String lastDisplayId;

    CellRun(String cell, CellOutput output) {
        this(cell, output, true);
    }

    private CellRun(String cell, CellOutput output, boolean seen) {
        this.cell = cell;
        this.output = output;
        this.seen = seen;
    }

    /**
     * The run that the calling thread works for; null before the first cell.
     *
     * <p>Threads of the common pool serve every cell in turn, and threads that nobody knows may have been started by
     * anyone: they work for the latest run.
     */
    static @Nullable CellRun ofThread() {
        var own = OF_THREAD.get();
        return own == null || isShared(Thread.currentThread()) ? latest : own;
    }

    private static boolean isShared(Thread thread) {
        return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool();
    }

    /** A run that nobody sees: it never is the latest. */
    static CellRun unseen(CellOutput output) {
        return new CellRun("warm-up", output, false);
    }

    /** Makes this the run of the calling thread, of the threads it starts, and of threads that have none. */
    void enter() {
        OF_THREAD.set(this);
        if (seen) {
            latest = this;
        }
    }

    String cell() {
        return cell;
    }

    CellOutput output() {
        return output;
    }

    /** Whether a value is the id that the last {@code display(..)} gave: not a result that anyone wants to see. */
    boolean isLastDisplayId(@Nullable Object value) {
        return value != null && value.equals(lastDisplayId);
    }

    @Override
    public void display(DisplayData data) {
        lastDisplayId = data.displayId();
        output.display(data);
    }

    @Override
    public void updateDisplay(DisplayData data) {
        output.updateDisplay(data);
    }

    @Override
    public void clear(boolean wait) {
        output.clear(wait);
    }

    boolean isInterrupted() {
        return interrupted;
    }

    void markInterrupted() {
        interrupted = true;
    }
}
