package org.forkbook.kernel.execution;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Work that a thread other than the cells' own does for a cell: a task or callback that the cell has submitted, or
 * everything on a thread that the cell has started. It is registered so that a stop of the cell reaches it.
 *
 * <p>Safe for many threads.
 */
public final class CellWork {

    private static final Set<CellWork> OPEN = ConcurrentHashMap.newKeySet();
    private static final int FEW = 64;
    private static volatile int many = FEW;

    private static final long STEP_MILLIS = 10;
    private static final long QUIET_MILLIS = 500;
    private static final long LOOK_MILLIS = 25;
    private static final int MOST_ROUNDS = 20;

    private final CellRun run;
    private final Thread thread;
    private boolean ended; // guarded by this
    private boolean disturbed; // guarded by this

    private CellWork(CellRun run, Thread thread) {
        this.run = run;
        this.thread = thread;
    }

    /** Notes that a thread begins a task of a cell; {@link #end} is its end. */
    static CellWork begin(CellRun run, Thread thread) {
        var work = new CellWork(run, thread);
        OPEN.add(work);
        return work;
    }

    /** Notes that the calling thread's cell has started a thread: it works for the cell until it ends. */
    static void hasStarted(@Nullable Object started) {
        var run = CellRun.ofThread();
        if (run == null || !(started instanceof Thread thread)) {
            return;
        }
        if (OPEN.size() > many) {
            OPEN.removeIf(work -> !work.thread.isAlive());
            many = Math.max(FEW, 2 * OPEN.size());
        }
        OPEN.add(new CellWork(run, thread));
    }

    /** Notes, on its thread, that a task has ended. */
    void end() {
        OPEN.remove(this);
        synchronized (this) {
            ended = true;
            if (disturbed) {
                Thread.interrupted(); // An interrupt that came too late must not reach the next task.
            }
        }
    }

    private synchronized boolean isAtWork() {
        return !ended && thread.isAlive();
    }

    /** The runs for which threads are at work. */
    public static Set<CellRun> runs() {
        var runs = new HashSet<CellRun>();
        OPEN.stream().filter(CellWork::isAtWork).forEach(work -> runs.add(work.run));
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            var run = thread instanceof StoppableThread ? null : CellRun.ofCode(frames);
            if (run != null) {
                runs.add(run);
            }
        });
        return runs;
    }

    /** The work of threads for a run, including threads of libraries that currently execute one of its statements. */
    private static List<CellWork> of(CellRun run) {
        var known =
                OPEN.stream().filter(work -> work.run == run && work.isAtWork()).toList();
        var others = Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> !(entry.getKey() instanceof StoppableThread)
                        && CellRun.ofCode(entry.getValue()) == run
                        && known.stream().noneMatch(work -> work.thread == entry.getKey()))
                .map(entry -> new CellWork(run, entry.getKey()));
        return Stream.concat(known.stream(), others).toList();
    }

    /**
     * Ends what threads do for an interrupted run, by the same means as its own thread's work is ended; tells in its
     * output which thread can't be ended.
     *
     * @param graceMillis how long each means is tried
     * @param tries how often in that time
     */
    static void stop(CellRun run, long graceMillis, int tries) throws InterruptedException {
        var left = of(run);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (int i = 0; i < tries && !left.isEmpty(); i++) {
                left.forEach(CellWork::disturb);
                awaitEnd(left, graceMillis / tries);
                left = of(run);
            }
            for (int i = 0; i < tries && !left.isEmpty(); i++) {
                left.forEach(CellWork::throwInto);
                awaitEnd(left, graceMillis / tries);
                left = of(run);
            }
            if (!left.isEmpty()) {
                left.forEach(CellWork::tell);
                return;
            }
            left = late(run);
            if (left.isEmpty()) {
                return;
            }
        }
    }

    /** Work that starts shortly after none was found: a pool's thread may have been between two tasks. */
    private static List<CellWork> late(CellRun run) throws InterruptedException {
        List<CellWork> begun = List.of();
        for (long millis = 0; millis < QUIET_MILLIS && begun.isEmpty(); millis += LOOK_MILLIS) {
            Thread.sleep(LOOK_MILLIS);
            begun = of(run);
        }
        return begun;
    }

    private static void awaitEnd(List<CellWork> all, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (all.stream().anyMatch(CellWork::isAtWork) && System.nanoTime() < deadline) {
            Thread.sleep(STEP_MILLIS);
        }
    }

    private synchronized void disturb() {
        if (isAtWork()) {
            disturbed = true;
            try {
                thread.interrupt();
            } catch (Throwable e) { // A thread's class may have an interrupt() of its own, which may throw anything.
                System.getLogger("org.forkbook.kernel").log(System.Logger.Level.DEBUG, "An interrupt() has failed", e);
            }
        }
    }

    private synchronized void throwInto() {
        if (isAtWork()) {
            StoppableThread.throwInto(thread, new CellInterruptedError());
        }
    }

    private void tell() {
        run.output()
                .stderr("Thread \"" + thread.getName()
                        + "\" of the interrupted cell has not ended: it waits for a lock that"
                        + " another thread holds, or a library is using it. Restart the kernel to end it.\n");
    }
}
