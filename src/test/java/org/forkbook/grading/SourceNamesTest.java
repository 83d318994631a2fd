package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.forkbook.harness.Garbage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SourceNamesTest {

    private static Set<String> declaredIn(String code) {
        return SourceNames.of(code).declared();
    }

    private static Set<String> usedIn(String code) {
        return SourceNames.of(code).used();
    }

    @Test
    void declarationsAreFoundThroughDisguises() {
        assertEquals(Set.of("Check"), declaredIn("class /* */ Check {}"));
        assertEquals(Set.of("Check"), declaredIn("record \\u0043heck() {}"));
        assertEquals(Set.of("Check"), declaredIn("class Check \\u007b\\uuu007d"));
        assertEquals(Set.of("Check"), declaredIn("// a comment ends here: \\u000a class Check {}"));
        assertEquals(
                Set.of("Check"),
                declaredIn("var s = \"\\u0022; class Check {}").stream()
                        .filter(name -> !name.equals("s"))
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("Check"), declaredIn("@Deprecated public static final sealed interface Check permits A {}"));
        assertEquals(
                Set.of("assertEquals"),
                declaredIn("static <T extends Comparable<T>> void assertEquals(T a,\n T b) {}"));
    }

    @Test
    void typesMethodsAndVariablesOfEveryShapeAreFound() {
        assertEquals(Set.of("Check", "list", "a", "b", "numbers", "Kind", "Note"), declaredIn("""
                        var Check = new Object();
                        int list(int x) { int local = x; return local; }
                        int a = 1, b = 2
                        ;
                        Map<String, List<int[]>> numbers = new HashMap<>();
                        enum Kind { A, B { void f() {} } }
                        @interface Note {}
                        for (int i = 0; i < 3; i++) { int inside = i; class Hidden {} }
                        a + b"""));
    }

    @Test
    void whatLooksLikeCodeInCommentsAndStringsIsNone() {
        assertEquals(Set.of("s", "t", "c"), declaredIn("""
                        // class Check {}
                        /* record Check() {} */
                        var s = "class Check {}"; var t = \"""
                            class Check {}
                            \\\""" import mine.Check;
                            \"""; char c = '"'; // class Check {}
                        """));
        assertEquals(Set.of("System"), usedIn("System.out.println(\"Check.that(assertEquals(1))\"); // List"));
        assertEquals(Set.of("String"), usedIn("String s = \"\\\\u0022 + Check + \\\\u0022\";"));
    }

    @Test
    void importsAreToldAsAKernelTellsThem() {
        assertEquals(
                Set.of("import java.util.List", "import static org.junit.Assert.*", "import mine.Check"),
                SourceNames.of(
                                "import java . util.\n List; import static org.junit.Assert.*;\nimport mine.Ch\\u0065ck;")
                        .imports());
    }

    @Test
    void namesFromElsewhereAreTypesRootsOfPackagesCallsAndMagics() {
        assertEquals(Set.of("Check", "square", "List", "org", "Test", "Math", "Object"), usedIn("""
                        Check.that("a", () -> square(3)).is(List.of(1)); org.forkbook.checks.Check.hint();
                        @Test void t() { int local = Math.abs(1); var f = (Object) local; own(); }
                        void own() {}
                        <T> T same(T it) { return it; }
                        class Own {} new Own();"""));
        assertEquals(Set.of("%%junit", "Assert"), usedIn("%%junit\nclass T { int x = Assert.one; }"));
        assertEquals(Set.of("%time", "square"), usedIn("%time square(3)\nvar rest = 7 %\n 3;"));
    }

    @Test
    void whatIsNoJavaIsReadWithoutACrash() {
        for (var code : List.of(
                "",
                "}",
                "class",
                "class Check {",
                "int f( {",
                "\"open",
                "\"\"\"\nopen",
                "'",
                "/* open",
                "@",
                "\\u00",
                "\\u",
                "\\\\u0041",
                "import",
                "import ;",
                "%%bash\nfor i in 1; do echo $i; done",
                "enum E { ,,; }",
                ";;;",
                "package a;")) {
            SourceNames.of(code);
            CheckText.in(code);
        }
        assertTrue(declaredIn("int f( { \nclass Check {}").size() <= 2);
        assertEquals(Set.of("Check"), declaredIn("} class Check {}"));
        var garbage = new Garbage(11);
        // Without loops: javac 25 tries each broken "for" in two ways, and so those in it in four, eight ..
        var code = """
                import java.util.*;
                class Check { int f(List<?> l) { return l.size() / 2; } }
                var s = "\\u0041"; if (s != null) { Check.that("x", () -> x).hint("h").is('x'); }
                """;
        for (int round = 0; round < Garbage.rounds(100); round++) {
            var forged = garbage.mutate(code);
            SourceNames.of(forged);
            CheckText.in(forged);
        }
    }

    @Test
    void whateverItsLengthAndDepthACellIsReadWithAShortStack() throws Exception {
        var long20k = "x".repeat(20_000);
        var failed = new AtomicReference<Throwable>();
        var thread = new Thread(
                null,
                () -> {
                    for (var code : List.of(
                            "var s = \"" + long20k + "\";",
                            "var s = \"" + "\\n".repeat(10_000) + "\";",
                            "var c = '" + long20k + "';",
                            "// " + long20k,
                            "/* " + long20k + " */",
                            "var s = \"\"\"\n" + long20k + "\"\"\";",
                            "int " + long20k + " = 1;",
                            "void f(" + long20k + ") throws " + long20k + " {",
                            "import " + "a.".repeat(10_000) + "B;",
                            "var n = " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + ";",
                            "var n = f()" + ".f()".repeat(5_000) + ";",
                            "\\u0041".repeat(5_000))) {
                        SourceNames.of(code);
                        CheckText.in(code);
                    }
                },
                "short-stack",
                256 * 1024);
        thread.setUncaughtExceptionHandler((of, e) -> failed.set(e));
        thread.start();
        thread.join();
        assertNull(failed.get());
    }

    @Test
    void anAuthorsTextsAreThoseOfTheChecksAndHintsInTheCode() {
        assertEquals(
                List.of(
                        new CheckText("below \"zero\"", false),
                        new CheckText("it is positive", true),
                        new CheckText("hello()", false)),
                CheckText.in("""
                        // Check.that("in a comment", 1).hint("neither");
                        var s = "Check.that(\\"in a string\\")";
                        Check . that("below \\"zero\\"", () -> square(-5))
                            .hint("it is positive").is(25);
                        org.forkbook.checks.Check.output("hello()", () -> hello()).hasLines("hello");
                        other.that("not a check"); hint("nor this"); Check.that(name).hint();"""));
    }
}
