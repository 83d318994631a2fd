package org.forkbook.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnippetEndTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int f(String s) { return switch (s) { case \"}\" -> { yield 1; } default -> throw new Error(); }; }",
                "@Deprecated(since = \"{;\") public <T> T g(T[] ts) throws Exception { return ts[0]; }",
                "abstract int h();",
                "class A<T> extends B { int x = 1; void f() { } }",
                "record P(int x, int y) { P { if (x < 0) throw new Error(); } }",
                "enum E { A { int f() { return 1; } }, B; int f() { return 2; } }",
                "@interface Marks { String[] value() default {}; }",
                "int[] a = {1, 2}, b = {3};",
                "Runnable r = () -> { switch (1) { case 1 -> throw new Error(); default -> { } } };",
                "for (int i = 0; i < 3; i++) System.out.println(i);",
                "for (var x : List.of(1)) { if (x > 0) { break; } else continue; }",
                "if (a) { f(); } else if (b) g(); else { h(); }",
                "if (a) for (;;) { } else f();",
                "do { x++; } while (x < 3);",
                "try (var x = f()) { g(); } catch (A | B e) { } catch (C e) { } finally { h(); }",
                "outer: while (true) { break outer; }",
                "switch (s) { case 1 -> throw new Error(); default -> { } }",
                "synchronized (this) { f(); }",
                "{ int x = 1; { x++; } }",
                "throw new Error(\"a;b\");",
                "x = y ? 1 : 2;",
                "String t = \"\"\"\n  ; } {\n  \"\"\";",
                "import java.util.*;",
                "new Object() { void f() { } }.f();",
                "int x; // a comment; }",
                "List.of(1).forEach(y -> { System.out.println(y); });"
            })
    void aSnippetEndsBeforeWhatFollowsIt(String snippet) {
        var end = snippet.contains("//") ? snippet.indexOf(" //") : snippet.length();
        for (var following : new String[] {"", "\nint next = 1;", " System.out.println(2);", "\nf();\n}"}) {
            assertEquals(end, SnippetEnd.of(snippet + following), () -> snippet + following);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 + 1",
                "int f() {",
                "class A { void f() { }",
                "for (;;)",
                "if (a",
                "try {",
                "while (true) {",
                "a(",
                "do {} "
            })
    void codeThatEndsTooEarlyHasNoEnd(String unfinished) {
        assertTrue(SnippetEnd.of(unfinished) < 0, unfinished);
    }
}
