package org.forkbook.kernel.eval;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.forkbook.kernel.display.DisplayData;

/**
 * A few cells that no one sees, run before the reader's first: the compiler's code is then loaded, and partly compiled,
 * when it is needed. They leave nothing behind.
 */
final class WarmUp {

    /** What cells usually have: an expression, a variable, a method, a loop, a lambda. */
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int $warm = 1;\nint $half(int n) { return n / 2; }\n$half($warm)",
            "for (int i = 0; i < 2; i++) {\n    System.out.print(\"\");\n}",
            "Stream.of(1, 2).map(n -> n * n).toList()");

    private WarmUp() {}

    /** Runs them, as long as nobody waits. */
    static void run(Session session, CellThread thread, Failures failures, BooleanSupplier someoneWaits) {
        var evaluator = new Evaluator(session, thread, failures);
        var run = CellRun.unseen(new Nowhere());
        for (var cell : CELLS) {
            if (someoneWaits.getAsBoolean()) {
                break;
            }
            try {
                evaluator.evaluate(run, new CellText("warm-up", cell));
            } catch (CellFailedException e) {
                break; // The reader's own cells will tell what is wrong.
            }
        }
        session.forget("$warm", "$half");
    }

    /** The output of these cells. */
    private static final class Nowhere implements CellOutput {

        @Override
        public void stdout(String text) {}

        @Override
        public void stderr(String text) {}

        @Override
        public void display(DisplayData data) {}

        @Override
        public void updateDisplay(DisplayData data) {}

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
