package org.forkbook.kernel.eval;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.forkbook.capsule.CannotTravelException;
import org.forkbook.capsule.NotebookNames;
import org.forkbook.kernel.display.CellFrames;
import org.forkbook.kernel.eval.Interpreter.Failure;
import org.forkbook.multiprocessing.RemoteException;
import org.jspecify.annotations.Nullable;

/**
 * The tracebacks of failed cells: with the cell's own lines, without the frames of JShell and of the kernel.
 *
 * <p>Keeps the text of every cell, to show the line that a frame names.
 */
final class Failures {
    private static final int MOST_LINES = 60;

    private final Map<String, CellText> cells = new ConcurrentHashMap<>();

    void remember(CellText cell) {
        cells.put(cell.name(), cell);
    }

    Failure compilation(
            CellText cell, List<CompileProblem> problems, Function<CompileProblem, @Nullable String> advice) {
        var lines = new ArrayList<String>();
        for (var problem : problems) {
            var message = problem.shortMessage().lines().toList();
            lines.add(place(cell.name(), cell.lineOf(problem.start())) + ": " + Ansi.BOLD.paint(message.get(0)));
            lines.add(cell.excerpt(problem.start(), problem.end()));
            message.stream().skip(1).forEach(lines::add);
            var todo = advice.apply(problem);
            if (todo != null) {
                lines.add(Ansi.GREEN.paint("  " + todo));
            }
        }
        var first = problems.get(0).shortMessage().lines().findFirst().orElse("");
        var count = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return new Failure("CompilationError", first + count, lines);
    }

    /** The compiler's stack was too small for a cell. */
    private static Failure tooDeep(Throwable thrown) {
        var message = "the compiler can't follow this: an expression is very long, or brackets nest very deeply";
        System.getLogger("org.forkbook.kernel").log(System.Logger.Level.DEBUG, message, thrown);
        return new Failure(
                "CompilationError",
                message,
                List.of(
                        Ansi.RED.paint("CompilationError") + ": " + message,
                        Ansi.GREEN.paint("  Divide it: keep its parts in variables.")));
    }

    /** A declaration was used that is not whole yet. */
    Failure unresolved(String message, Throwable thrown) {
        var lines = new ArrayList<String>();
        lines.add(Ansi.RED.paint("UnresolvedReference") + ": " + message);
        frames(CellFrames.ofInterest(thrown.getStackTrace()), lines);
        return new Failure("UnresolvedReference", message, lines);
    }

    /** What the machinery or a magic threw. */
    Failure thrown(CellRun run, Throwable thrown) {
        return thrown(run, thrown, List::of);
    }

    /**
     * What user code threw.
     *
     * @param heapReport lines on what holds much memory
     */
    Failure thrown(CellRun run, Throwable thrown, Supplier<List<String>> heapReport) {
        if (run.isInterrupted() && isInterrupt(thrown)) {
            return interrupted(thrown);
        }
        if (thrown instanceof CellExitError exit) {
            return new Failure(
                    "SystemExit",
                    String.valueOf(exit.code()),
                    List.of(Ansi.RED.paint("SystemExit") + ": exit code " + exit.code()
                            + " (the cell has ended; the kernel and its variables go on)"));
        }
        if (thrown instanceof StackOverflowError && isOfCompiler(thrown)) {
            return tooDeep(thrown);
        }
        var lines = new ArrayList<String>();
        lines(thrown, "", lines, Collections.newSetFromMap(new IdentityHashMap<>()));
        advice(thrown, lines);
        if (thrown instanceof OutOfMemoryError && !(thrown.getCause() instanceof RemoteException)) {
            var large = heapReport.get();
            lines.addAll(large.isEmpty() ? List.of() : List.of("What is large among the variables:"));
            lines.addAll(large);
        }
        return new Failure(name(thrown), message(thrown), lines);
    }

    private Failure interrupted(Throwable thrown) {
        var lines = new ArrayList<String>();
        var said = thrown instanceof CellLeftError ? message(thrown) : "the cell was interrupted";
        lines.add(Ansi.RED.paint("InterruptedException") + ": " + said);
        frames(CellFrames.ofInterrupt(thrown.getStackTrace()), lines);
        return new Failure("InterruptedException", said, lines);
    }

    private static boolean isInterrupt(Throwable thrown) {
        for (var t = thrown; t != null; t = t.getCause()) {
            if (t instanceof CellInterruptedError
                    || t instanceof CellLeftError
                    || t instanceof InterruptedException
                    || t instanceof InterruptedIOException
                    || t instanceof ClosedByInterruptException
                    || isThreadDeath(t)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is what {@code Thread.stop} throws; by its name, because JDKs to come may not have it. */
    static boolean isThreadDeath(Throwable thrown) {
        return thrown.getClass().getName().equals("java.lang.ThreadDeath");
    }

    private static boolean isOfCompiler(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .allMatch(frame -> frame.getClassName().startsWith("com.sun.tools.javac.")
                        || frame.getClassName().startsWith("com.sun.source.")
                        || frame.getClassName().startsWith("java.")
                        || frame.getClassName().startsWith("jdk.jshell."));
    }

    private static String message(Throwable thrown) {
        try {
            var message = thrown.getLocalizedMessage();
            return message == null ? "" : NotebookNames.readable(message);
        } catch (Throwable e) { // A user's exception whose message can't be made is still an exception to show.
            return "(its message failed: " + e.getClass().getName() + ")";
        }
    }

    /** The name of an exception's class, as its author knows it. */
    private static String name(Throwable thrown) {
        return NotebookNames.readable(thrown.getClass().getName());
    }

    private void lines(Throwable thrown, String before, List<String> lines, Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return;
        }
        var message = message(thrown);
        lines.add(before + Ansi.RED.paint(name(thrown)) + (message.isEmpty() ? "" : ": " + message));
        frames(CellFrames.ofInterest(thrown.getStackTrace()), lines);
        for (var suppressed : thrown.getSuppressed()) {
            lines(suppressed, "Suppressed: ", lines, seen);
        }
        if (thrown.getCause() != null && !saysAll(thrown)) {
            lines(thrown.getCause(), "Caused by: ", lines, seen);
        }
    }

    /** Whether an exception's cause has nothing to add. */
    private static boolean saysAll(Throwable thrown) {
        var cause = thrown.getCause();
        return thrown instanceof CannotTravelException
                || (thrown instanceof UncheckedIOException
                        && cause != null
                        && Objects.equals(thrown.getMessage(), cause.getMessage()));
    }

    private void frames(List<StackTraceElement> frames, List<String> lines) {
        int i = 0;
        while (i < frames.size()) {
            var frame = frames.get(i);
            int same = 1;
            while (i + same < frames.size() && frames.get(i + same).equals(frame)) {
                same++;
            }
            frame(frame, lines);
            if (same > 1) {
                lines.add("    … the same " + (same - 1) + " more times");
            }
            i += same;
            if (lines.size() > MOST_LINES && i < frames.size() - 1) {
                lines.add("    … " + (frames.size() - 1 - i) + " more");
                i = frames.size() - 1;
            }
        }
    }

    private void frame(StackTraceElement frame, List<String> lines) {
        var file = frame.getFileName();
        var cell = file == null ? null : cells.get(file);
        if (cell == null) {
            lines.add("    at " + NotebookNames.readable(frame.toString()));
            return;
        }
        lines.add("    at " + CellFrames.describe(frame) + place(cell.name(), frame.getLineNumber()));
        var source = cell.line(frame.getLineNumber());
        if (source != null) {
            lines.add("        " + Ansi.GREEN.paint("→ " + source.strip()));
        }
    }

    /** An exception that ended a thread which is not the cell's own, as text for its standard error. */
    String ofThread(Thread thread, Throwable thrown) {
        return uncaught("thread \"" + thread.getName() + "\"", thrown);
    }

    /** An exception that ended something, as text for its standard error. */
    String uncaught(String where, Throwable thrown) {
        var lines = new ArrayList<String>();
        lines(thrown, "Exception in " + where + ": ", lines, Collections.newSetFromMap(new IdentityHashMap<>()));
        return String.join("\n", lines) + "\n";
    }

    private static void advice(Throwable thrown, List<String> lines) {
        if (thrown instanceof OutOfMemoryError && thrown.getCause() instanceof RemoteException) {
            lines.add(
                    "A worker needed more memory than its heap may have: give it less data at a time, or more heap with"
                            + " the builder's jvmOptions(\"-Xmx…\").");
        } else if (thrown instanceof OutOfMemoryError) {
            lines.add("The cell needed more memory than the kernel has ("
                    + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MB). Variables keep what they hold: set big ones to null, or give the kernel"
                    + " more heap: forkbook install --heap 4g, or forkbook run --heap 4g.");
        } else if (thrown instanceof StackOverflowError) {
            lines.add("A method called itself too many times: check the case in which its recursion ends.");
        }
    }

    private static String place(String cell, int line) {
        return Ansi.CYAN.paint(cell + ":" + line);
    }
}
