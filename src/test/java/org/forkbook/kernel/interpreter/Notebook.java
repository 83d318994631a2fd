package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.history.CellHistory;
import org.forkbook.kernel.settings.Settings;
import org.jspecify.annotations.Nullable;

/** A notebook for tests: {@code cell("1 + 1").returns("2")}. */
public final class Notebook implements AutoCloseable {
    public final JavaInterpreter interpreter;
    private int count;

    public Notebook() {
        this(CellHistory.inMemory());
    }

    Notebook(CellHistory history) {
        interpreter = JavaInterpreter.open(history, Settings.none());
    }

    Notebook(Settings settings) {
        interpreter = JavaInterpreter.open(CellHistory.inMemory(), settings);
    }

    /** Runs a cell. */
    public Ran cell(String... lines) {
        return cellWith(Map.of(), lines);
    }

    Ran cellWith(Map<String, String> expressions, String... lines) {
        var output = new Recorded();
        count++;
        var code = String.join("\n", lines);
        return new Ran(
                count,
                interpreter.execute(new Interpreter.Cell(code, count, false, true, expressions), output),
                output);
    }

    @Override
    public void close() {
        interpreter.close();
    }

    /** A cell that has run. */
    public record Ran(int count, Interpreter.Result result, Recorded output) {

        public Ran returns(String text) {
            succeeds();
            var value = result.value();
            assertNotNull(value, "the cell gave no result");
            assertEquals(text, value.data().get("text/plain").getAsString());
            return this;
        }

        public Ran returnsNothing() {
            succeeds();
            assertNull(result.value());
            return this;
        }

        public Ran prints(String text) {
            succeeds();
            assertEquals(text, output.out());
            return this;
        }

        public Ran succeeds() {
            var failure = result.failure();
            assertNull(failure, () -> failure == null ? "" : plain(failure));
            return this;
        }

        /** The traceback without its colours. */
        public String fails(String name) {
            var failure = result.failure();
            assertNotNull(failure, "the cell did not fail");
            assertEquals(name, failure.name(), () -> plain(failure));
            return plain(failure);
        }

        public Ran failsSaying(String name, String... texts) {
            var trace = fails(name);
            for (var text : texts) {
                assertTrue(trace.contains(text), () -> "'" + text + "' is not in:\n" + trace);
            }
            return this;
        }

        private static String plain(Interpreter.Failure failure) {
            return String.join("\n", failure.traceback()).replaceAll("\u001b\\[[0-9;]*m", "");
        }
    }

    /** A cell's output, kept. */
    public static final class Recorded implements CellOutput {
        final StringBuilder out = new StringBuilder();
        public final StringBuilder err = new StringBuilder();
        public final List<DisplayData> displayed = new ArrayList<>();
        final List<DisplayData> updates = new ArrayList<>();
        final LinkedBlockingQueue<String> printed = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

        @Override
        public synchronized void stdout(String text) {
            out.append(text);
            printed.add(text);
        }

        @Override
        public synchronized void stderr(String text) {
            err.append(text);
        }

        @Override
        public synchronized void display(DisplayData data) {
            displayed.add(data);
        }

        @Override
        public synchronized void updateDisplay(DisplayData data) {
            updates.add(data);
        }

        @Override
        public synchronized void progress(DisplayData data, boolean update) {
            (update ? updates : displayed).add(data);
        }

        @Override
        public void clear(boolean wait) {}

        @Override
        public String readLine(String prompt, boolean password) {
            return String.valueOf(answers.poll());
        }

        @Override
        public void flush() {}

        /** What was displayed, as text. */
        public synchronized String notes() {
            return displayed.stream()
                    .map(data -> data.data().get("text/plain").getAsString())
                    .collect(Collectors.joining("\n"));
        }

        public synchronized String out() {
            return out.toString();
        }

        /** Waits for the next text that is printed. */
        @Nullable
        public String nextPrinted() throws InterruptedException {
            return printed.poll(60, TimeUnit.SECONDS);
        }
    }
}
