package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.comm.Comm;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.execution.Interpreter;
import org.jspecify.annotations.Nullable;

/** Interpreter of a language with one command per line, to test the kernel without Java. */
final class EchoInterpreter implements Interpreter {

    private final CountDownLatch late = new CountDownLatch(1);
    /** A latch for each running cell: subshells' cells run in parallel. */
    private final Set<CountDownLatch> interrupts = ConcurrentHashMap.newKeySet();

    volatile boolean closed;

    @SuppressWarnings("ThreadLocalUsage") // Each interpreter has its own.
    private final ThreadLocal<CellOutput> outputs = new ThreadLocal<>();

    @Override
    public @Nullable CellOutput outputOfThread() {
        return outputs.get();
    }

    /** Lets the lines of {@code late} out. */
    void releaseLate() {
        late.countDown();
    }

    @Override
    public Result execute(Cell cell, CellOutput output) {
        var interrupted = new CountDownLatch(1);
        interrupts.add(interrupted);
        try {
            return execute(cell, output, interrupted);
        } finally {
            interrupts.remove(interrupted);
        }
    }

    private Result execute(Cell cell, CellOutput output, CountDownLatch interrupted) {
        outputs.set(output);
        DisplayData value = null;
        for (var line : cell.code().lines().toList()) {
            var space = line.indexOf(' ');
            var command = space < 0 ? line : line.substring(0, space);
            var argument = space < 0 ? "" : line.substring(space + 1);
            try {
                value = run(command, argument, output, interrupted);
            } catch (CellFailure e) {
                var failure = new Failure(e.name, "it went wrong", List.of("traceback of " + e.name));
                return new Result(null, failure, expressions(cell), List.of());
            }
        }
        return new Result(value, null, expressions(cell), List.of());
    }

    private @Nullable DisplayData run(String command, String argument, CellOutput output, CountDownLatch interrupted)
            throws CellFailure {
        return switch (command) {
            case "echo" -> DisplayData.text(argument);
            case "print" -> silently(() -> output.stdout(argument + "\n"));
            case "err" -> silently(() -> output.stderr(argument + "\n"));
            case "lines" -> silently(() -> lines(Integer.parseInt(argument), output));
            case "chars" -> silently(() -> output.stdout(".".repeat(Integer.parseInt(argument))));
            case "half" -> silently(() -> half(output));
            case "late" -> silently(() -> startLate(argument, output));
            case "display" -> silently(() -> output.display(shown(argument)));
            case "progress" -> silently(() -> output.progress(shown(argument), false));
            case "further" -> silently(() -> output.progress(shown(argument), true));
            case "update" -> silently(() -> output.updateDisplay(shown(argument)));
            case "clear" -> silently(() -> output.clear(Boolean.parseBoolean(argument)));
            case "ask" -> ask(argument, output);
            case "wait" -> {
                output.stdout("waiting\n");
                await(interrupted);
                throw new CellFailure("Interrupted");
            }
            case "comm" -> silently(() -> Comm.open(argument, Map.of()));
            case "fail" -> throw new CellFailure("EchoError");
            case "bug" -> throw new IllegalStateException("a fault of the interpreter");
            case "overflow" -> throw new StackOverflowError();
            case "memory" -> throw new OutOfMemoryError("for a test");
            default -> throw new CellFailure("UnknownCommand");
        };
    }

    private static @Nullable DisplayData silently(Runnable action) {
        action.run();
        return null;
    }

    private static void lines(int count, CellOutput output) {
        for (var i = 0; i < count; i++) {
            output.stdout("line " + i + "\n");
        }
    }

    private static void half(CellOutput output) {
        output.stdout("𝔸".substring(0, 1));
        output.stdout("𝔸".substring(1));
    }

    private static DisplayData ask(String prompt, CellOutput output) throws CellFailure {
        try {
            return DisplayData.text(output.readLine(prompt, prompt.startsWith("password")));
        } catch (IOException e) {
            throw new CellFailure(e.getClass().getSimpleName());
        }
    }

    private static void await(CountDownLatch interrupted) {
        try {
            if (!interrupted.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody interrupted");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startLate(String text, CellOutput output) {
        var thread = new Thread(() -> {
            try {
                late.await();
                output.stdout(text + "\n");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static DisplayData shown(String text) {
        var data = new JsonObject();
        data.addProperty("text/plain", text);
        data.addProperty("text/html", "<b>" + text + "</b>");
        return new DisplayData(data, new JsonObject(), "the-id");
    }

    private static Map<String, ExpressionResult> expressions(Cell cell) {
        var results = new LinkedHashMap<String, ExpressionResult>();
        cell.userExpressions()
                .forEach((name, code) -> results.put(
                        name,
                        code.equals("fail")
                                ? new ExpressionResult(null, new Failure("EchoError", "", List.of()))
                                : new ExpressionResult(DisplayData.text(code), null)));
        return results;
    }

    @Override
    public void interrupt() {
        interrupts.forEach(CountDownLatch::countDown);
    }

    @Override
    public Completion complete(String code, int cursor) {
        // The word before the cursor, doubled.
        var start = code.lastIndexOf(' ', cursor - 1) + 1;
        var word = code.substring(start, cursor);
        return new Completion(List.of(new Match(word + word, "method", "(int)")), start, cursor);
    }

    @Override
    public @Nullable DisplayData inspect(String code, int cursor, int detailLevel) {
        return code.isEmpty() ? null : DisplayData.text(code.substring(0, cursor) + "|" + detailLevel);
    }

    @Override
    public Completeness isComplete(String code) {
        if (code.endsWith("{")) {
            return new Completeness(Completeness.Status.INCOMPLETE, "  ");
        }
        return new Completeness(code.endsWith("}}") ? Completeness.Status.INVALID : Completeness.Status.COMPLETE, "");
    }

    @Override
    public void close() {
        closed = true;
    }

    private static final class CellFailure extends Exception {
        private static final long serialVersionUID = 1L;
        private final String name;

        CellFailure(String name) {
            super(name);
            this.name = name;
        }
    }
}
