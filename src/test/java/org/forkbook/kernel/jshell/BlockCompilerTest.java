package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class BlockCompilerTest {

    private static final String PROPERTY = "forkbook.short-way";

    /** Cells in which the two compilers could differ: each builds on earlier ones. */
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "1 + 1;",
            "int x = 3;",
            "x",
            "x = 4",
            "x++;\nx",
            "System.out.println(x)",
            "System.out.println(x);\nSystem.out.println(x + 1)",
            "for (int i = 0; i < 2; i++) {\n    System.out.print(i);\n}\nx * 10",
            "return x + 1;",
            "if (x > 2) return \"big\";\n\"small\"",
            "int square(int n) { return n * n; }",
            "square(x)",
            "String square(String s) { return s + s; }",
            "square(\"a\") + square(2)",
            "class Box { int size = 2; int twice() { return size * 2; } }",
            "new Box().twice()",
            "var box = new Box();\nbox.size = 9;\nbox.twice()",
            "class Box { int size = 1; int twice() { return size + 100; } }",
            "new Box().twice()",
            "box.twice()",
            "enum Colour { RED, GREEN }\nColour.valueOf(\"RED\").name()",
            "record Point(int a, int b) {}\nnew Point(1, 2)",
            "new Point(1, 2).a() + 1",
            "sealed interface Shape permits Disc {}\nfinal class Disc implements Shape {}\nnew Disc() instanceof Shape",
            "var anonymous = new Object() { int hidden = 5; };\nanonymous.hidden",
            "anonymous.hidden + 1",
            "var both = (Comparator<String> & java.io.Serializable) (a, b) -> a.length() - b.length();",
            "both.compare(\"aa\", \"b\")",
            "Stream.of(3, 1, 2).sorted().map(n -> n * x).toList()",
            "Runnable task = () -> System.out.println(\"ran \" + x);\ntask.run();",
            "new Object() { @Override public String toString() { return \"mine\"; } }",
            "unknown + 1",
            "x = \"text\"",
            "int missing() { return later(); }",
            "missing()",
            "int later() { return 7; }",
            "missing()",
            "throw new IllegalStateException(\"on purpose\");",
            "int a = 1;\n\nint b = a / (a - 1);\nb",
            "while (true) { break; }\n\"after\"",
            "switch (x) { case 5 -> System.out.println(\"five\"); default -> System.out.println(\"other\"); }",
            "x + ;",
            "import java.util.concurrent.atomic.AtomicInteger;",
            "new AtomicInteger(3).incrementAndGet()",
            "import static java.lang.Math.*",
            "max(1, abs(-4))",
            "\\u0078 + 1",
            "List<? extends Number> numbers = List.of(1, 2.5);\nnumbers.get(1)",
            "interface Greeter { String greet(String name); }\nGreeter greeter = name -> \"Hi \" + name;\ngreeter.greet(\"you\")",
            "synchronized (box) { x = 1; }\nx",
            "x + 1 // the end",
            "{ int inner = 3; System.out.println(inner); }",
            "null",
            "(Object) null",
            "\"a\".length() == 1 ? x : -1",
            "int[] array = {3, 4};\narray[1]",
            "array[5]",
            "Object o = x; o.toString()",
            "try { Integer.parseInt(\"no\"); } catch (NumberFormatException e) { System.out.println(\"caught\"); }",
            "<T> T same(T t) { return t; }\nsame(\"generic\")",
            "x + 1;\nx + 2",
            "System.exit(3);");

    @TempDir
    private Path folder;

    @AfterEach
    void bothWaysAreOpenAgain() {
        System.clearProperty(PROPERTY);
    }

    private static List<String> outcomes() {
        var outcomes = new ArrayList<String>();
        try (var notebook = new Notebook()) {
            for (var code : CELLS) {
                var ran = notebook.cell(code);
                var value = ran.result().value();
                var failure = ran.result().failure();
                outcomes.add(code + "\n=> " + (value == null ? "nothing" : value.data()) + "\nprinted "
                        + ran.output().out() + "\nnoted " + ran.output().notes() + "\n"
                        + (failure == null ? "" : String.join("\n", failure.traceback())));
            }
        }
        return outcomes;
    }

    @Test
    void aNotebookMeansTheSameWithAndWithoutTheShortWay() {
        var shortly = outcomes();
        System.setProperty(PROPERTY, "off");
        var byJShell = outcomes();
        for (int i = 0; i < CELLS.size(); i++) {
            assertEquals(withoutIds(byJShell.get(i)), withoutIds(shortly.get(i)));
        }
    }

    /** JShell's numbers for classes and for objects without a name of their own. */
    private static String withoutIds(String text) {
        return text.replaceAll("@[0-9a-f]+", "@").replaceAll("\\$JShell\\$[0-9A-Z_]+", "\\$JShell");
    }

    @Test
    void aBlockIsCompiledTheShortWay() {
        try (var notebook = new Notebook()) {
            notebook.cell("StackWalker.getInstance().walk(frames -> frames.map(f -> f.getClassName())"
                            + ".filter(name -> name.contains(\"$00_\")).count() > 0)")
                    .returns("true");
        }
    }

    @Test
    void aLibraryThatIsAddedIsThereInTheNextCell() throws Exception {
        var jar = LibraryJar.make(
                folder.resolve("fruit.jar"),
                "fruit.Pear",
                "package fruit; public class Pear { public int pips() { return 4; } }");
        try (var notebook = new Notebook()) {
            notebook.cell("1 + 1").returns("2");
            notebook.cell("%classpath " + jar).succeeds();
            notebook.cell("new fruit.Pear().pips()").returns("4");
        }
    }

    @Test
    void javacsPoolIsThere() {
        assertNotNull(JavacPool.open(), "this JVM does not export javac's packages, or its javac is another");
    }
}
