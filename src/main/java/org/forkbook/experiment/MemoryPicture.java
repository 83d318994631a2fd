package org.forkbook.experiment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.forkbook.chart.BoxDiagram;
import org.forkbook.chart.BoxDiagram.Box;
import org.forkbook.chart.BoxDiagram.Line;
import org.forkbook.chart.Palette;
import org.forkbook.multiprocessing.RemoteCallable;
import org.forkbook.multiprocessing.RemoteRunnable;
import org.forkbook.multiprocessing.monitor.Progress;
import org.forkbook.multiprocessing.pool.ProcessPool;
import org.forkbook.multiprocessing.pool.ThreadPool;

/**
 * Diagram of one variable before and after another process or thread changed it: it shows in whose memory the change
 * is.
 *
 * <pre>{@code
 * int counter = 1;
 *
 * MemoryPicture.ofProcess("counter", () -> counter, () -> counter = 99)
 * }</pre>
 *
 * @param name the variable
 * @param before its value before the change
 * @param here its value in this process after the change
 * @param pid this process
 * @param there its value where it was changed
 * @param otherPid the process that changed it; the same for a thread
 * @param thread the thread that changed it; empty for a process
 */
public record MemoryPicture(
        String name, String before, String here, long pid, String there, long otherPid, String thread) {

    /** Changes a variable in a worker process, and reads it there and here. */
    public static <T> MemoryPicture ofProcess(String name, RemoteCallable<T> read, RemoteRunnable change) {
        var before = value(read);
        try (var pool = new ProcessPool(1)) {
            var seen = Progress.quietly(() -> pool.apply((Callable<Seen>) new Visit<>(read, change)));
            return new MemoryPicture(
                    name, before, value(read), ProcessHandle.current().pid(), seen.value(), seen.pid(), "");
        }
    }

    /** Changes a variable in a thread of this process, and reads it there and here. */
    public static <T> MemoryPicture ofThread(String name, RemoteCallable<T> read, RemoteRunnable change) {
        var before = value(read);
        try (var pool = new ThreadPool(1)) {
            var seen = Progress.quietly(() -> pool.apply((Callable<Seen>) new Visit<>(read, change)));
            return new MemoryPicture(
                    name, before, value(read), ProcessHandle.current().pid(), seen.value(), seen.pid(), seen.thread());
        }
    }

    private static <T> String value(RemoteCallable<T> read) {
        try {
            return String.valueOf(read.call());
        } catch (Exception e) {
            throw new IllegalStateException("the variable can't be read: " + e, e);
        }
    }

    /** The observation there. */
    private record Seen(String value, long pid, String thread) implements Serializable {}

    /** A task that changes the variable and reads it in the same process. */
    private record Visit<T>(RemoteCallable<T> read, RemoteRunnable change) implements Callable<Seen>, Serializable {

        @Override
        public Seen call() {
            change.run();
            return new Seen(
                    value(read),
                    ProcessHandle.current().pid(),
                    Thread.currentThread().getName());
        }
    }

    /** The diagram as SVG. */
    public String toSvg() {
        return boxes().picture().toSvg();
    }

    /** The diagram as HTML. */
    public String toHtml() {
        return boxes().picture().toHtml();
    }

    @Override
    public String toString() {
        return boxes().text();
    }

    private BoxDiagram boxes() {
        var boxes = new ArrayList<Box>();
        if (thread.isEmpty()) {
            boxes.add(new Box("parent, PID " + pid, Palette.GREEN, lines(here, "still " + name + " = " + here)));
            boxes.add(new Box("worker, PID " + otherPid, Palette.BLUE, lines(there, name + " = " + there)));
        } else {
            boxes.add(new Box("one process, PID " + pid, Palette.GREEN, lines(here, name + " = " + here)));
        }
        return new BoxDiagram("Where is " + name + "?", summary(), boxes);
    }

    private List<Line> lines(String now, String text) {
        boolean changed = !now.equals(before);
        return List.of(
                new Line(name + " was " + before, false), new Line(changed ? name + " = " + now : text, changed));
    }

    private String summary() {
        if (!thread.isEmpty()) {
            return "Thread " + thread + " has changed " + name + ", and all threads of the process see it.";
        }
        return here.equals(before) && !there.equals(before)
                ? "The worker has changed its own copy; the parent's is unchanged."
                : "In the parent it is " + here + ", in the worker " + there + ".";
    }
}
