package org.forkbook.kernel.introspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.interpreter.Notebook;
import org.forkbook.kernel.source.InferredVariable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code var} means the type that it has in Java, also where that type can't be written. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class IntersectionTypesTest {

    private static final String TYPES = "interface Priced { int price(); } interface Named { String name(); }"
            + " record Pen(String name, int price) implements Priced, Named {}"
            + " record Cup(String name, int price) implements Priced, Named {}";
    private static final String SHELF = "var shelf = List.of(new Pen(\"pen\", 2), new Cup(\"cup\", 5));";

    @AutoClose
    private final Notebook notebook = new Notebook();

    @Test
    void theElementsHaveTheMembersOfAllTheirInterfaces() {
        notebook.cell(TYPES).succeeds();
        notebook.cell(SHELF, "shelf.get(0).name() + shelf.get(0).price()").returns("pen2");
        notebook.cell("shelf.get(1).price() + shelf.get(1).name()").returns("5cup");
        notebook.cell("for (var p : shelf) System.out.print(p.name() + p.price());")
                .prints("pen2cup5");
        notebook.cell("shelf.stream().filter(p -> p.price() > 2).map(p -> p.name()).toList()")
                .returns("[cup]");
        notebook.cell("shelf.stream().mapToInt(Priced::price).sum() + shelf.stream().map(Named::name).toList().size()")
                .returns("9");
        notebook.cell("List<? extends Named> named = shelf; List<? extends Priced> priced = shelf;")
                .succeeds();
        notebook.cell("named.get(0).name() + priced.get(0).price()").returns("pen2");
    }

    @Test
    void whatIsDeclaredFromSuchAVariableHasItsTypeToo() {
        notebook.cell(TYPES, SHELF, "var first = shelf.get(0);", "first.name() + first.price()")
                .returns("pen2");
        notebook.cell("first.price() + first.name()").returns("2pen");
        notebook.cell("var copy = new ArrayList<>(shelf);").succeeds();
        notebook.cell("copy.add(new Pen(\"ink\", 7)); copy.get(2).name() + copy.get(2).price()")
                .returns("ink7");
        notebook.cell("var groups = shelf.stream().collect(Collectors.groupingBy(p -> p.name()));")
                .succeeds();
        notebook.cell("groups.get(\"cup\").get(0).price() + groups.get(\"cup\").get(0).name()")
                .returns("5cup");
        notebook.cell("var both = List.of(shelf, List.of(new Cup(\"k\", 1)));").succeeds();
        notebook.cell("both.get(1).get(0).name() + both.get(1).get(0).price()").returns("k1");
        notebook.cell("var cheapest = copy.stream().min(Comparator.comparing(p -> p.price()));")
                .succeeds();
        notebook.cell("cheapest.get().name() + cheapest.get().price()").returns("pen2");
    }

    @Test
    void aLambdaInTheInitializerSeesTheIntersection() {
        notebook.cell(TYPES).succeeds();
        notebook.cell(
                        "var byName = List.of(new Pen(\"pen\", 2), new Cup(\"cup\", 5)).stream()",
                        "    .collect(Collectors.groupingBy(p -> p.name() + p.price()));",
                        "byName.get(\"pen2\").get(0).price()")
                .returns("2");
        notebook.cell("var wrong = List.of(new Pen(\"pen\", 2)).stream().map(p -> p.weight()).toList();")
                .failsSaying("CompilationError", "weight()", "p -> p.weight()");
        notebook.cell("var wrong = nothing;").failsSaying("CompilationError", "variable nothing");
    }

    @Test
    void methodsAndClassesUseIt() {
        notebook.cell(TYPES, SHELF).succeeds();
        notebook.cell(
                        "String label(int i) { return shelf.get(i).name() + shelf.get(i).price(); }",
                        "class Till { int sum() { int all = 0; for (var p : shelf) { all += p.price() + p.name().length(); } return all; } }")
                .succeeds();
        notebook.cell("label(1) + new Till().sum()").returns("cup513");
        notebook.cell(SHELF.replace("5", "6")).succeeds();
        notebook.cell("label(1) + new Till().sum()").returns("cup614");
    }

    @Test
    void workersGetTheElements() {
        notebook.cell(TYPES, SHELF).succeeds();
        notebook.cell(
                        "try (var pool = new ProcessPool(2)) {",
                        "    System.out.print(pool.map(p -> p.name() + p.price(), shelf));",
                        "    System.out.print(pool.apply(() -> shelf.get(1).name() + shelf.get(1).price()));",
                        "}")
                .prints("[pen2, cup5]cup5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            var v = true ? 1 : "a";                                  | v                                    | 1
            var v = Map.of("a", 1, "b", 2.0);                        | v.get("b").intValue()                | 2
            var v = Stream.of(1, 2.0).toList();                      | v.get(1).doubleValue() + v.size()    | 4.0
            var v = List.of(1, "a");                                 | v.get(1)                             | a
            final var v = Optional.of(true ? new Sq(3) : new Dot()); | v.get().area()                       | 9
            var v = List.of(new Sq(2), new Dot());                   | v.stream().mapToInt(s -> s.area()).sum() | 4
            var v = List.of(Day.MON, new Dot());                     | v.get(0)                             | MON
            var v = false ? new Dot[0] : new Sq[] {new Sq(4)};       | v[0].area() + v.length               | 17
            var v = new ArrayList<>(List.of(1, 2.0)); v.add(3L);     | v                                    | [1, 2.0, 3]
            var v = Map.of(new Sq(1), List.of(1, 2.0));              | v.get(new Sq(1)).get(1).intValue()   | 2
            """)
    void everyKindOfTypeHasItsValueInTheSameCellAndInTheNext(String declaration, String use, String value) {
        notebook.cell(
                        "sealed interface Shape extends Comparable<Shape> { int area();",
                        "    default int compareTo(Shape o) { return area() - o.area(); } }",
                        "record Sq(int a) implements Shape { public int area() { return a * a; } }",
                        "record Dot() implements Shape { public int area() { return 0; } }",
                        "enum Day { MON }")
                .succeeds();
        notebook.cell(declaration, use).returns(value);
        notebook.cell(use).returns(value);
        notebook.cell(declaration).succeeds();
        notebook.cell(use).returns(value);
    }

    @Test
    void whatIsWrongInJavaIsStillACompileError() {
        notebook.cell(TYPES, SHELF).succeeds();
        var trace = notebook.cell("shelf.get(0).weight()").fails("CompilationError");
        assertTrue(trace.contains("weight"), trace);
        assertFalse(trace.contains("$typed"), trace);
        notebook.cell("int n = shelf.get(0).name();").fails("CompilationError");
        notebook.cell("shelf.get(0).name()").returns("pen");
        notebook.cell("var shelf = 5;").succeeds();
        notebook.cell("shelf.get(0)").fails("CompilationError");
        notebook.cell("shelf + 1").returns("6");
    }

    @Test
    void aDeclarationThatFailsLeavesTheOldVariableWithItsType() {
        notebook.cell(TYPES, SHELF).succeeds();
        notebook.cell("var shelf = List.of(1 / (shelf.size() - 2), 2.0);").fails("java.lang.NullPointerException");
        notebook.cell("shelf.get(0).name() + shelf.get(0).price()").returns("pen2");
        notebook.cell("var shelf = List.of(Integer.parseInt(\"x\"), 2.0);").fails("java.lang.NumberFormatException");
        notebook.cell("shelf.get(0).price() + shelf.get(0).name()").returns("2pen");
    }

    @Test
    void parametersAndLocalsOfTheSameNameMeanThemselves() {
        notebook.cell(TYPES, SHELF).succeeds();
        notebook.cell("int length(String shelf) { return shelf.length(); }", "length(\"four\")")
                .returns("4");
        notebook.cell("int bad(String shelf) { return shelf.get(0).price(); }").fails("CompilationError");
        notebook.cell("Function<String, String> f = shelf -> shelf.name();").fails("CompilationError");
        notebook.cell("shelf.get(0).name()").returns("pen");
    }

    @Test
    void nothingOfItIsSeen() {
        notebook.cell(TYPES, SHELF, "shelf.get(0).name() + shelf.get(0).price()")
                .returns("pen2");
        notebook.cell("String first() { return shelf.get(0).name() + shelf.get(0).price(); }")
                .succeeds();
        assertEquals(
                "String first() { return shelf.get(0).name() + shelf.get(0).price(); }",
                IntersectionTypes.asWritten(
                        "String first() { return shelf$typed().get().get(0).name() + shelf.get(0).price(); }"));
        var listed = notebook.cell("%whos").succeeds().output().out();
        assertNotNull(listed);
        assertTrue(listed.contains("shelf"), listed);
        assertFalse(listed.contains("$"), listed);
    }

    @Test
    void aDeclarationIsShownAsItWasWritten() {
        var written = "final var shelf = List.of(new Pen(\"pen\", 2));";
        var variable = InferredVariable.of(written);
        assertNotNull(variable);
        assertEquals(written, InferredVariable.asWritten(variable.withType("java.util.List<? extends Named>")));
    }
}
