package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.interpreter.Notebook;
import org.forkbook.kernel.source.SyntaxCheck;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An anonymous class means in the initializer of a {@code var} what it means anywhere in Java. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class AnonymousClassesTest {

    private static final SyntaxCheck SYNTAX = new SyntaxCheck(List.of());

    @AutoClose
    private final Notebook notebook = new Notebook();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    static final int STEP = 5; int f() { return STEP; } | 5
                    static int two = 2, three = 3; int f() { return two * three; } | 6
                    static final int[] PRIMES = {2, 3, 5}; int f() { return PRIMES[2]; } | 5
                    static final Map<String, Integer> AGES = new HashMap<>(); static { AGES.put("a", 7); } int f() { return AGES.get("a"); } | 7
                    static int twice(int n) { return 2 * n; } int f() { return twice(4); } | 8
                    record P(int x) {} enum E { A, B } interface I { int g(); } int f() { I i = () -> new P(3).x(); return i.g() + E.values().length; } | 5
                    int one = 1, two = one + 1, three; int f() { return one + two + three; } | 3
                    final int[] list = {1, 2, 3}; int f() { return list.length; } | 3
                    int list[] = {1, 2}, both[][] = {{4}, list}; int f() { return both[1][1] + both[0][0]; } | 6
                    @Deprecated public int a = 1, b = 2; int f() { return a + b; } | 3
                    int n = 5; { n = 6; } int m = n; int f() { return n + m; } | 12
                    final int n; { n = 6; } final int m = n * 2; int f() { return m; } | 12
                    final int ONE = 1; int f() { switch (1) { case ONE: return 10; default: return 20; } } | 10
                    static final String A = "a"; int f() { return switch ("a") { case A -> 1; default -> 2; }; } | 1
                    List<int[]> pairs = new ArrayList<>(); { pairs.add(new int[] {8, 9}); } int f() { return pairs.get(0)[1]; } | 9
                    """)
    void itsMembersMeanTheSame(String body, String value) {
        notebook.cell("var c = new Object() { " + body + " };").succeeds();
        notebook.cell("c.f()").returns(value);
        notebook.cell("c.f();", "System.out.print(c.f());").prints(value);
    }

    @Test
    void whatALambdaMakesCapturesInOrder() {
        notebook.cell(
                        "var made = Stream.of(1, 2, 3).map(x -> new Object() {",
                        "    static int count = 0;",
                        "    int id = ++count;",
                        "    final int twice; { twice = x * 2; }",
                        "    int more = twice + 1; { more++; }",
                        "}).toList();")
                .succeeds();
        notebook.cell("var last = made.get(2);", "last.id + \" \" + last.twice + \" \" + last.more")
                .returns("3 6 8");
    }

    @Test
    void workersHaveItToo() {
        notebook.cell(
                        "var c = new Object() { static final int STEP = 5; int n = 1; { n++; } int next() { return n + STEP; } };")
                .succeeds();
        notebook.cell("try (var pool = new ProcessPool(1)) {", "    System.out.print(pool.apply(() -> c.next()));", "}")
                .prints("7");
    }

    @Test
    void anErrorPointsAtWhatWasWritten() {
        notebook.cell("var c = new Object() {", "    int a = 1,", "        b = nowhere;", "};")
                .failsSaying(
                        "CompilationError", "In [1]:3: cannot find symbol", "b = nowhere;\n                ^^^^^^^");
        notebook.cell("var d = new Object() {", "    int a = 1, b = 2;", "    { a++; }", "    int c = 1 / 0;", "};")
                .failsSaying("java.lang.ArithmeticException", "In [2]:4");
    }

    @Test
    void positionsAreThoseOfTheSource() {
        var source = "var c = new Object() { int a = 1, b = nowhere; { a++; } };";
        var rewrite = AnonymousClasses.rewritten(source, SYNTAX);
        var text = rewrite.text();
        assertEquals(source.indexOf("nowhere"), rewrite.written(text.indexOf("nowhere")));
        assertEquals(source.indexOf("a++"), rewrite.written(text.indexOf("a++")));
    }

    @Test
    void whatHasNoGrammarOrNoAnonymousClassStaysAsItIs() {
        for (var source : List.of(
                "var c = new Object() { int a = 1,, b = 2; };", "var c = new int[] {1, 2};", "int a = 1, b = 2;")) {
            assertEquals(source, AnonymousClasses.rewritten(source, SYNTAX).text());
        }
    }
}
