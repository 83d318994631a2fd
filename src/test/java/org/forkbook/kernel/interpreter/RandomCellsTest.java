package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of cells that declare, declare again, import and fail in all ways; after each, every variable,
 * method and object is compared with a model of what Java and a user expect.
 *
 * <p>{@code -Dforkbook.random-cells.seed=N} repeats a sequence, {@code -Dforkbook.random-cells.count=N} makes it
 * longer.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class RandomCellsTest {

    private static final int WORKER_EVERY = 12;

    /** The name under which a cell finds the latch that shows that it runs. */
    private static final String STARTED = "forkbook.random-cells.started";

    private final long seed = Long.getLong("forkbook.random-cells.seed", 7);
    private final int count = Integer.getInteger("forkbook.random-cells.count", 36);
    private final Random random = new Random(seed);
    private final List<String> told = new ArrayList<>();
    private final Map<String, String> values = new TreeMap<>();
    private int method = 1;
    private int fields = 1;

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void afterEachCellEverythingIsAsItsReaderExpects(String shortWay) {
        var before = System.getProperty("forkbook.short-way");
        System.setProperty("forkbook.short-way", shortWay);
        try (var notebook = new Notebook()) {
            start(notebook);
            for (int i = 1; i <= count; i++) {
                step(notebook);
                check(notebook, expression());
                if (i % WORKER_EVERY == 0) {
                    check(notebook, "pool.apply(() -> " + expression() + ")");
                }
            }
            cell(notebook, "pool.close();").succeeds();
        } finally {
            if (before == null) {
                System.clearProperty("forkbook.short-way");
            } else {
                System.setProperty("forkbook.short-way", before);
            }
        }
    }

    private Notebook.Ran cell(Notebook notebook, String code) {
        told.add(code);
        return notebook.cell(code);
    }

    private void start(Notebook notebook) {
        cell(notebook, """
                        import org.forkbook.multiprocessing.*;
                        var pool = new ProcessPool(1);
                        int zero = 0;
                        enum Color { RED, BLUE }
                        interface Shape { int size(); }
                        """ + box(1) + method(1) + """

                        List<String> names = new ArrayList<>(List.of("anna"));
                        Box box = new Box(4);
                        Object any = box;
                        Shape shape = box;
                        var boxes = new ArrayList<>(List.of(box));
                        var color = Color.BLUE;
                        box.names = names;
                        int uses(List<String> some) { return some.size() + grow(0); }
                        """).succeeds();
        for (var name : List.of("a", "b", "c")) {
            declare(notebook, name);
        }
    }

    private static String box(int fields) {
        var text = new StringBuilder(
                        "class Box implements Shape { int x; List<String> names; Box(int x) { this.x = x; }")
                .append(" public int size() { return x + grow(0) * 0; } ");
        for (int i = 1; i < fields; i++) {
            text.append("int more").append(i).append("; ");
        }
        return text + "}";
    }

    private static String method(int value) {
        return "\nint grow(int n) { return n + " + value + "; }";
    }

    private String expression() {
        var parts = new ArrayList<>(values.keySet());
        parts.addAll(List.of(
                "grow(0)",
                "uses(names)",
                "names",
                "box.x",
                "shape.size()",
                "(any == box)",
                "(shape == box)",
                "(boxes.get(0) == box)",
                "(any instanceof Box)",
                "(box.names == names)",
                "color",
                "(color == Color.BLUE)"));
        return "\"\" + " + String.join(" + \"|\" + ", parts);
    }

    private String expected() {
        var parts = new ArrayList<>(values.values());
        parts.addAll(List.of(
                "" + method,
                "" + (1 + method),
                "[anna]",
                "4",
                "4",
                "true",
                "true",
                "true",
                "true",
                "true",
                "BLUE",
                "true"));
        return String.join("|", parts);
    }

    private void check(Notebook notebook, String code) {
        var ran = notebook.cell(code);
        try {
            ran.succeeds();
            var value = ran.result().value();
            assertEquals(
                    expected(),
                    value == null ? null : value.data().get("text/plain").getAsString());
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ": after these cells\n" + String.join("\n---\n", told) + "\n---\n" + code, e);
        }
    }

    private String name() {
        return List.of("a", "b", "c").get(random.nextInt(3));
    }

    private void declare(Notebook notebook, String name) {
        int n = random.nextInt(100);
        switch (random.nextInt(4)) {
            case 0 -> declare(notebook, name, "int " + name + " = " + n + ";", "" + n);
            case 1 -> declare(notebook, name, "String " + name + " = \"s" + n + "\";", "s" + n);
            case 2 -> declare(notebook, name, "var " + name + " = java.util.List.of(" + n + ");", "[" + n + "]");
            default -> declare(notebook, name, "var " + name + " = grow(" + n + ");", "" + (n + method));
        }
    }

    private void declare(Notebook notebook, String name, String code, String value) {
        cell(notebook, code).succeeds();
        values.put(name, value);
    }

    /** A declaration of something that is already declared. */
    private String again() {
        return switch (random.nextInt(6)) {
            case 0 -> "boolean " + name() + " = true;";
            case 1 -> method(50);
            case 2 -> "class Box { String x = \"other\"; }";
            case 3 -> "record Box(String only) {}";
            case 4 -> "enum Color { GREEN }";
            default -> "var " + name() + " = new Object() { int inner = 3; };";
        };
    }

    private void step(Notebook notebook) {
        switch (random.nextInt(10)) {
            case 0, 1 -> declare(notebook, name());
            case 2 -> {
                method = random.nextInt(40);
                cell(notebook, method(method)).succeeds();
            }
            case 3 -> {
                fields++;
                cell(notebook, box(fields)).succeeds();
            }
            case 4, 5 ->
                cell(notebook, again() + "\n" + again() + "\nint " + name() + " = \"wrong\";")
                        .fails("CompilationError");
            case 6 ->
                cell(
                                notebook,
                                List.of(
                                                "int grow(int n) { return \"s\"; }",
                                                "class Box { int x = \"s\"; }",
                                                "enum Color { RED, BLUE; int n = \"s\"; }",
                                                "interface Shape { int size(); int other = \"s\"; }",
                                                "nowhere(a);")
                                        .get(random.nextInt(5)))
                        .fails("CompilationError");
            case 7 -> cell(notebook, "int " + name() + " = 1 / zero;").fails("java.lang.ArithmeticException");
            case 8 ->
                cell(
                                notebook,
                                List.of(
                                                "import java.awt.*;",
                                                "import java.util.*;",
                                                "import static java.util.Map.*;",
                                                "import static java.util.Set.*;",
                                                "import java.awt.List;",
                                                "import java.util.List;")
                                        .get(random.nextInt(6)))
                        .succeeds();
            default -> stop(notebook, name());
        }
    }

    /** A declaration that has no end, or more than the memory holds. */
    private void stop(Notebook notebook, String name) {
        if (random.nextBoolean()) {
            cell(notebook, "var " + name + " = new long[Integer.MAX_VALUE];").fails("java.lang.OutOfMemoryError");
            return;
        }
        var started = new CountDownLatch(1);
        System.getProperties().put(STARTED, started);
        var stopping = CompletableFuture.runAsync(() -> {
            try {
                started.await();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
            notebook.interpreter.interrupt();
        });
        cell(
                        notebook,
                        "int " + name
                                + " = Stream.iterate(1, n -> n).peek(n -> ((CountDownLatch) System.getProperties().get(\""
                                + STARTED + "\")).countDown()).mapToInt(n -> n).sum();")
                .fails("InterruptedException");
        stopping.join();
        System.getProperties().remove(STARTED);
    }
}
