package org.forkbook.kernel.execution;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Stream;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.display.DisplaySink;
import org.forkbook.kernel.magic.ExecutionTimer;
import org.forkbook.kernel.source.WrapperNames;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.worker.agent.ProcessTree;
import org.forkbook.worker.launch.ChildWatchdog;
import org.jspecify.annotations.Nullable;

/**
 * Execution of a cell: its output, its interrupted state, and the threads, tasks and processes that it has started.
 * Threads belong to the run for as long as they live.
 */
public final class CellRun implements DisplaySink {

    private static final InheritableThreadLocal<CellRun> OF_THREAD = new InheritableThreadLocal<>();
    private static final ThreadLocal<@Nullable CellRun> OF_TASK = new ThreadLocal<>();
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final int MOST_CODE = 1_000;

    /** The newest runs, by the class of each statement; old outputs can be collected. */
    private static final Map<String, CellRun> OF_CODE = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CellRun> eldest) {
            return size() > MOST_CODE;
        }
    });

    private static volatile @Nullable CellRun latest;

    private final String cell;
    private final CellOutput output;
    private final ClassLoader loader;
    private final boolean seen;
    private final List<JsonObject> payload = new CopyOnWriteArrayList<>();
    private volatile ExecutionTimer timer = ExecutionTimer.NONE;
    private volatile boolean interrupted;
    private volatile @Nullable String lastDisplayId;
    private volatile @Nullable Object lastValue;
    private @Nullable ProcessTree children; // guarded by this

    /**
     * A run of a cell that begins now.
     *
     * @param loader the loader of the notebook's classes, for the threads that run tasks of the cell
     */
    public CellRun(String cell, CellOutput output, ClassLoader loader) {
        this(cell, output, loader, true);
    }

    private CellRun(String cell, CellOutput output, ClassLoader loader, boolean seen) {
        this.cell = cell;
        this.output = output;
        this.loader = loader;
        this.seen = seen;
    }

    /**
     * The run that the calling thread works for; null before the first cell.
     *
     * <p>A task that a cell has handed to an executor works for that cell. Other work in pools for forks and joins,
     * such as that of parallel streams, works for the cell whose statement it is a part of. Unknown threads may have
     * been started by any cell: they work for the latest run.
     */
    public static @Nullable CellRun ofThread() {
        var task = OF_TASK.get();
        if (task != null) {
            return task;
        }
        var own = OF_THREAD.get();
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker) {
            var ofCode = ofCode();
            return ofCode != null ? ofCode : worker.getPool() == ForkJoinPool.commonPool() ? latest : own;
        }
        return own == null ? latest : own;
    }

    /** Whether the calling thread is registered for a cell. */
    static boolean hasOwn() {
        return OF_TASK.get() != null || OF_THREAD.get() != null;
    }

    private static @Nullable CellRun ofCode() {
        return WALKER.walk(frames -> ofCode(frames.map(StackWalker.StackFrame::getClassName)));
    }

    /** The run whose statement a thread is at, by its frames; null when it is at none. */
    static @Nullable CellRun ofCode(StackTraceElement[] frames) {
        return ofCode(Arrays.stream(frames).map(StackTraceElement::getClassName));
    }

    private static @Nullable CellRun ofCode(Stream<String> classNames) {
        var newest = latest;
        return classNames
                .map(name -> OF_CODE.get(WrapperNames.versionOf(name)))
                // Code that ran before the notebook existed, such as the warm-up, may have had classes of the same
                // names.
                .filter(run -> run != null && (newest == null || run.loader == newest.loader))
                .findFirst()
                .orElse(null);
    }

    /** Notes that a statement's class runs for this. */
    public void runs(String className) {
        OF_CODE.remove(className); // It becomes the newest.
        OF_CODE.put(className, this);
    }

    /**
     * Makes the calling thread work for this until the result is closed, by the same thread. A thread that has no
     * context class loader of its own has the notebook's meanwhile.
     *
     * @throws CellInterruptedError if this has been interrupted: none of its tasks begins any more
     */
    public Frontend.Work work() {
        if (interrupted) {
            throw new CellInterruptedError();
        }
        var thread = Thread.currentThread();
        var taskBefore = OF_TASK.get();
        var runBefore = OF_THREAD.get();
        var loaderBefore = thread.getContextClassLoader();
        var takesLoader = loaderBefore == null
                || loaderBefore == ClassLoader.getSystemClassLoader()
                || loaderBefore instanceof NotebookClassLoader; // Of a notebook before, whose thread was kept.
        var atWork = CellWork.begin(this, thread);
        OF_TASK.set(this);
        OF_THREAD.set(this); // For the threads that the task starts.
        if (takesLoader) {
            thread.setContextClassLoader(loader);
        }
        return () -> {
            OF_TASK.set(taskBefore);
            OF_THREAD.set(runBefore);
            if (takesLoader) {
                thread.setContextClassLoader(loaderBefore);
            }
            atWork.end();
        };
    }

    /** An invisible run: it never is the latest. */
    public static CellRun unseen(CellOutput output, ClassLoader loader) {
        return new CellRun("warm-up", output, loader, false);
    }

    /** A run for deferred code that an earlier cell has registered: its output goes to the latest cell. */
    public static @Nullable CellRun after() {
        var before = latest;
        return before == null ? null : new CellRun(before.cell, before.output, before.loader, false);
    }

    /** Makes this the run of the calling thread, of the threads it starts, and of threads that have none. */
    public void enter() {
        OF_THREAD.set(this);
        if (seen) {
            latest = this;
        }
    }

    /**
     * Ends the calling thread's work for this run, whose cell has ended. Unknown threads go on submitting tasks, also
     * after an interrupted cell.
     */
    public void leave() {
        OF_THREAD.remove();
        if (interrupted && latest == this) {
            latest = new CellRun(cell, output, loader);
        }
    }

    /** The notebook with these classes is closed: no thread works for it any more, and its outputs can go. */
    public static void forget(ClassLoader loader) {
        var newest = latest;
        if (newest != null && newest.loader == loader) {
            latest = null;
        }
        OF_CODE.values().removeIf(run -> run.loader == loader);
    }

    public String cell() {
        return cell;
    }

    public CellOutput output() {
        return output;
    }

    /** Whether a value is the id that the last {@code display(..)} returned: it isn't shown as a result. */
    public boolean isLastDisplayId(@Nullable Object value) {
        return value instanceof String text && text.equals(lastDisplayId); // No user's equals is called.
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

    /** The timer that is told when code of this cell starts and ends. */
    ExecutionTimer meter() {
        return timer;
    }

    /** Sets the timer that is told when code of this cell starts and ends. */
    public void setMeter(ExecutionTimer other) {
        timer = other;
    }

    /** Shows a value in the frontend's pager, once the cell has ended. */
    public void page(DisplayData data) {
        var page = new JsonObject();
        page.addProperty("source", "page");
        page.add("data", data.data());
        page.addProperty("start", 0);
        payload.add(page);
    }

    /** The requests to the frontend besides showing output, in Jupyter's payload. */
    public List<JsonObject> payload() {
        return List.copyOf(payload);
    }

    /** Keeps the value of the last evaluation, for the cell that requested it. */
    public void gave(@Nullable Object value) {
        lastValue = value;
    }

    @Nullable
    public Object lastValue() {
        return lastValue;
    }

    public boolean isInterrupted() {
        return interrupted;
    }

    public void markInterrupted() {
        interrupted = true;
    }

    /** The process tree of the cell, which includes a process that is about to be started. */
    public synchronized ProcessTree children() {
        if (children == null) {
            children = ProcessTree.ofChildren();
            ChildWatchdog.watch();
        }
        return children;
    }

    /** Ends the processes that the cell has started. */
    void endChildren() {
        ProcessTree started;
        synchronized (this) {
            started = children;
        }
        if (started != null) {
            started.endRest();
        }
    }
}
