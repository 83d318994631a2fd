package org.forkbook.kernel.interpreter;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.CellFailedException;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.execution.CellRun;
import org.forkbook.kernel.jshell.NotebookSession;
import org.forkbook.kernel.source.CellText;

/**
 * Warm-up of the compiler by invisible cells that run before the user's first: its code is then loaded, and partly
 * compiled, when it is needed. A kernel that stays idle for a while, as one that a person opens, goes on with them for
 * about two seconds. They leave nothing behind.
 */
final class CompilerWarmUp {

    /** Typical cells: an expression, a variable, a method, a loop, a lambda. */
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int $warm = 1;\nint $half(int n) { return n / 2; }\n$half($warm)",
            "for (int i = 0; i < 2; i++) {\n    System.out.print(\"\");\n}",
            "Stream.of(1, 2).map(n -> n * n).toList()");

    /** A hundred cells in all: by then most of the compiler that a small cell uses is machine code. */
    private static final int AGAIN = 24;

    /** A program that opens a kernel to run a notebook in it sends its first cell sooner. */
    private static final long ALONE_MILLIS = 400;

    private CompilerWarmUp() {}

    /** Runs the cells until a request waits. */
    static void run(NotebookSession session, Evaluator evaluator, BooleanSupplier someoneWaits) {
        if (!runOnce(session, evaluator, someoneWaits)) {
            return;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(ALONE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int i = 0; i < AGAIN; i++) {
            if (!runOnce(session, evaluator, someoneWaits)) {
                return;
            }
        }
    }

    /** Runs each cell once; false if there is nothing more to do. */
    private static boolean runOnce(NotebookSession session, Evaluator evaluator, BooleanSupplier someoneWaits) {
        var run = CellRun.unseen(new DiscardedOutput(), CompilerWarmUp.class.getClassLoader());
        try {
            for (var cell : CELLS) {
                if (someoneWaits.getAsBoolean()) {
                    return false;
                }
                evaluator.evaluate(run, new CellText("warm-up", cell));
            }
            return true;
        } catch (CellFailedException e) {
            return false; // The user's own cells will show the error.
        } finally {
            session.forget("$warm", "$half");
        }
    }

    /** Discards the output of these cells. */
    private static final class DiscardedOutput implements CellOutput {

        @Override
        public void stdout(String text) {}

        @Override
        public void stderr(String text) {}

        @Override
        public void display(DisplayData data) {}

        @Override
        public void updateDisplay(DisplayData data) {}

        @Override
        public void progress(DisplayData data, boolean update) {}

        @Override
        public void clear(boolean wait) {}

        @Override
        public String readLine(String prompt, boolean password) {
            return "";
        }

        @Override
        public void flush() {}
    }
}
