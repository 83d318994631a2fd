package org.forkbook.kernel.errors;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.forkbook.kernel.display.Ansi;
import org.forkbook.kernel.display.CellFrames;
import org.forkbook.kernel.execution.CellAbandonedError;
import org.forkbook.kernel.execution.CellExitError;
import org.forkbook.kernel.execution.CellInterruptedError;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.execution.CellThread;
import org.forkbook.kernel.execution.Interpreter.Failure;
import org.forkbook.kernel.execution.StoppableThread;
import org.forkbook.kernel.source.CellText;
import org.forkbook.kernel.source.CompileProblem;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.serialization.analysis.NotebookNames;
import org.forkbook.usercode.ExceptionDescription;
import org.jspecify.annotations.Nullable;

/**
 * Formatter of the tracebacks of failed cells: with the cell's own lines, without the frames of JShell and the kernel.
 *
 * <p>Keeps the text of every cell, to show the line that a frame names.
 */
public final class Tracebacks {
    private static final int MOST_LINES = 60;
    private static final String INTERRUPTED = "InterruptedException";

    /** How long describing an exception may take when no cell waits for it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final CellThread thread;
    private final Map<String, CellText> cells = new ConcurrentHashMap<>();

    public Tracebacks(CellThread thread) {
        this.thread = thread;
    }

    public void remember(CellText cell) {
        cells.put(cell.name(), cell);
    }

    public Failure compilation(
            CellText cell, List<CompileProblem> problems, Function<CompileProblem, @Nullable String> advice) {
        var lines = new ArrayList<String>();
        var last = "";
        for (var problem : problems) {
            var message = problem.shortMessage().lines().toList();
            lines.add(place(cell.name(), cell.lineOf(problem.start())) + ": " + Ansi.BOLD.paint(message.get(0)));
            lines.add(cell.excerpt(problem.start(), problem.end()));
            message.stream().skip(1).forEach(lines::add);
            var newer = NewerJavaFeatures.advice(problem, cell.code());
            var todo = newer == null ? advice.apply(problem) : newer;
            if (todo != null && !todo.equals(last)) { // One mistake may cause several errors.
                lines.add(Ansi.GREEN.paint("  " + todo));
                last = todo;
            }
        }
        var first = problems.get(0).shortMessage().lines().findFirst().orElse("");
        var count = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return new Failure("CompilationError", first + count, lines);
    }

    /** The compiler's stack was too small for a cell. */
    private static Failure tooDeep() {
        var message = "the compiler can't handle this: an expression is very long, or brackets nest very deeply";
        return new Failure(
                "CompilationError",
                message,
                List.of(
                        Ansi.RED.paint("CompilationError") + ": " + message,
                        Ansi.GREEN.paint("  Split it, and keep the parts in variables.")));
    }

    /** The failure of a use of an incomplete declaration. */
    public Failure unresolved(String message, ExceptionDescription thrown) {
        var lines = new ArrayList<String>();
        lines.add(Ansi.RED.paint("UnresolvedReference") + ": " + message);
        frames(CellFrames.ofInterest(thrown.frames()), lines);
        return new Failure("UnresolvedReference", message, lines);
    }

    /**
     * Describes an exception, within the cell that threw it.
     *
     * @throws CellInterruptedError if the cell is interrupted meanwhile
     */
    public ExceptionDescription describe(CellRun run, Throwable thrown) {
        return thread.describe(run, thrown);
    }

    /** The failure for what the kernel or a magic threw. */
    public Failure thrown(CellRun run, Throwable thrown) {
        try {
            return thrown(run, describe(run, thrown), List::of);
        } catch (CellInterruptedError | CellAbandonedError e) {
            return interrupted(ExceptionDescription.of(e));
        }
    }

    /**
     * The failure for what user code threw.
     *
     * @param heapReport lines on what holds much memory
     */
    public Failure thrown(CellRun run, ExceptionDescription description, Supplier<List<String>> heapReport) {
        if (run.isInterrupted() && description.chain().anyMatch(Tracebacks::isInterrupt)) {
            return interrupted(description);
        }
        var thrown = description.thrown();
        if (thrown instanceof CellExitError exit) {
            return new Failure(
                    "SystemExit",
                    String.valueOf(exit.code()),
                    List.of(Ansi.RED.paint("SystemExit") + ": exit code " + exit.code()
                            + " (the cell has ended; the kernel keeps running, with its variables)"));
        }
        if (thrown instanceof StackOverflowError && isOfCompiler(description)) {
            return tooDeep();
        }
        var lines = new ArrayList<String>();
        lines(description, "", lines);
        var kind = OutOfMemoryKind.of(description);
        if (kind != null) {
            lines.add(kind.advice());
            var large = kind.isOfHeap() ? heapReport.get() : List.<String>of();
            lines.addAll(large.isEmpty() ? List.of() : List.of("The largest variables:"));
            lines.addAll(large);
        } else if (thrown instanceof StackOverflowError) {
            lines.add("A method called itself too many times: check the case in which its recursion ends.");
        } else {
            var ofLocale = LocaleHints.on(description);
            if (ofLocale != null) {
                lines.add(ofLocale);
            }
        }
        return new Failure(name(description), message(description), lines);
    }

    /** The failure of an interrupted cell. */
    public Failure interrupted(ExceptionDescription thrown) {
        var lines = new ArrayList<String>();
        var said = thrown.thrown() instanceof CellAbandonedError ? message(thrown) : "the cell was interrupted";
        lines.add(Ansi.RED.paint(INTERRUPTED) + ": " + said);
        frames(CellFrames.ofInterrupt(thrown.frames()), lines);
        return new Failure(INTERRUPTED, said, lines);
    }

    /** The failure of an interrupted cell that threw something else instead: that is shown below. */
    public Failure afterInterrupt(Failure other) {
        if (other.name().equals(INTERRUPTED)) {
            return other;
        }
        var lines = new ArrayList<String>();
        lines.add(Ansi.RED.paint(INTERRUPTED) + ": the cell was interrupted; then it failed:");
        lines.addAll(other.traceback());
        return new Failure(INTERRUPTED, "the cell was interrupted", lines);
    }

    private static boolean isInterrupt(ExceptionDescription description) {
        var thrown = description.thrown();
        return thrown instanceof CellInterruptedError
                || thrown instanceof CellAbandonedError
                || thrown instanceof InterruptedException
                || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException
                || StoppableThread.isThreadDeath(thrown);
    }

    private static boolean isOfCompiler(ExceptionDescription thrown) {
        return thrown.frames().stream()
                .allMatch(frame -> frame.getClassName().startsWith("com.sun.tools.javac.")
                        || frame.getClassName().startsWith("com.sun.source.")
                        || frame.getClassName().startsWith("java.")
                        || frame.getClassName().startsWith("jdk.jshell."));
    }

    private static String message(ExceptionDescription thrown) {
        return NotebookNames.readable(thrown.message());
    }

    /** The name of an exception's class, as its author knows it. */
    private static String name(ExceptionDescription thrown) {
        return NotebookNames.readable(thrown.type());
    }

    private void lines(ExceptionDescription thrown, String before, List<String> lines) {
        var message = message(thrown);
        lines.add(before + Ansi.RED.paint(name(thrown)) + (message.isEmpty() ? "" : ": " + message));
        frames(CellFrames.ofInterest(thrown.frames()), lines);
        thrown.suppressed().forEach(suppressed -> lines(suppressed, "Suppressed: ", lines));
        var cause = thrown.cause();
        if (cause != null && !saysAll(thrown, cause)) {
            lines(cause, "Caused by: ", lines);
        }
        thrown.cut().ifPresent(words -> lines.add("Caused by: " + NotebookNames.readable(words)));
    }

    /** Whether an exception already says all that its cause does. */
    private static boolean saysAll(ExceptionDescription thrown, ExceptionDescription cause) {
        return thrown.thrown() instanceof CannotTravelException
                || (thrown.thrown() instanceof UncheckedIOException
                        && thrown.message().equals(cause.message()));
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

    /** An exception that ended a thread which a cell has started, as text for its standard error; called on that thread. */
    public String ofThread(Thread thread, Throwable thrown) {
        return uncaught("thread \"" + thread.getName() + "\"", ExceptionDescription.of(thrown));
    }

    /** An exception that ended something no cell waits for, as text for its standard error. */
    public String uncaught(String where, Throwable thrown) {
        try {
            return uncaught(where, thread.briefly(TIMEOUT, () -> ExceptionDescription.of(thrown)));
        } catch (Throwable e) { // It was stopped.
            return "Exception in " + where + ": "
                    + NotebookNames.readable(thrown.getClass().getName()) + " (its description takes too long)\n";
        }
    }

    private String uncaught(String where, ExceptionDescription thrown) {
        var lines = new ArrayList<String>();
        lines(thrown, "Exception in " + where + ": ", lines);
        return String.join("\n", lines) + "\n";
    }

    private static String place(String cell, int line) {
        return Ansi.CYAN.paint(cell + ":" + line);
    }
}
