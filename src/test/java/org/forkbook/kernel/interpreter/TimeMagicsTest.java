package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.forkbook.kernel.display.Display;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TimeMagicsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    private static void matches(String regex, String text) {
        assertTrue(text.matches(regex), text);
    }

    @Test
    void aLineOrACellIsTimedAndGivesItsResult() {
        var line = notebook.cell("%time 6 * 7").returns("42");
        matches(
                "CPU times: total: [\\d.]+ (ns|.s)\nWall time: [\\d.]+ .?s\n",
                line.output().out());
        notebook.cell("%%time", "int x = 5;", "x").returns("5");
        notebook.cell("x").returns("5");
    }

    @Test
    void anExpressionAStatementAndACallWithoutValueAreRepeated() {
        notebook.cell("int calls = 0; void call() { calls++; }").succeeds();
        for (var code : new String[] {"1 + 1", "call()", "call();", "for (int i = 0; i < 3; i++) call();"}) {
            var printed = notebook.cell("%timeit -n 10 -r 3 " + code)
                    .returnsNothing()
                    .output()
                    .out();
            matches(
                    "[\\d.]+ .?s ± [\\d.]+ .?s per loop \\(mean ± std. dev. of 3 runs, 10 loops each; best .*\\)\n",
                    printed);
        }
        notebook.cell("calls").returns("150");
        notebook.cell("%%timeit -n5 -r2 calls = 0;", "call();", "call();").succeeds();
        notebook.cell("calls").returns("20");
    }

    @Test
    void loopsAreChosenAndTheResultCanBeHad() {
        var timing = notebook.cell("%timeit -q -o -r 2 Thread.sleep(20)").succeeds();
        assertTrue(timing.output().out().isEmpty());
        var value = timing.result().value();
        assertNotNull(value);
        matches(
                "[\\d.]+ m?s ± .* of 2 runs, (1|10) loops? each.*",
                value.data().get("text/plain").getAsString());
    }

    @Test
    void whatIsTimedMayFailWithItsOwnError() {
        notebook.cell("int zero = 0;").succeeds();
        notebook.cell("%timeit 1 / zero").fails("java.lang.ArithmeticException");
        notebook.cell("%timeit nothing()").failsSaying("CompilationError", "nothing");
        notebook.cell("%timeit").failsSaying("MagicFailed", "What should be timed?");
        notebook.cell("%timeit -n 0 1").failsSaying("MagicFailed", "at least 1");
    }

    @Test
    void anInterruptEndsIt() throws InterruptedException {
        var runs = new CountDownLatch(1);
        Display.addRenderer(value -> {
            if (value instanceof Character c && c == '!') {
                runs.countDown();
            }
            return null;
        });
        var interrupter = new Thread(() -> {
            try {
                runs.await();
                notebook.interpreter.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        notebook.cell("%%timeit -n 1000000000000 render('!')", "Math.sqrt(2)").fails("InterruptedException");
        interrupter.join();
    }
}
