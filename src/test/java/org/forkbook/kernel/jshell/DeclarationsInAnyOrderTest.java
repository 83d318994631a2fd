package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DeclarationsInAnyOrderTest {

    private static final Notebook NOTEBOOK = new Notebook();

    @AfterAll
    static void close() {
        NOTEBOOK.close();
    }

    @Test
    void aSubclassMayStandBeforeItsSuperclass() {
        NOTEBOOK.cell(
                        "class Dog extends Animal { @Override String cry() { return super.cry() + \"wow\"; } }",
                        "class Animal { String cry() { return \"bow\"; } }",
                        "new Dog().cry()")
                .returns("bowwow");
    }

    @Test
    void aSubclassMayStandBeforeASuperclassThatNeedsIt() {
        NOTEBOOK.cell(
                        "class Square extends Shape implements Named {",
                        "    int side;",
                        "    Square(int side) { super(\"square\"); this.side = side; }",
                        "    @Override double area() { return side * side; }",
                        "    @Override public String name() { return kind; }",
                        "}",
                        "abstract class Shape {",
                        "    String kind;",
                        "    Shape(String kind) { this.kind = kind; }",
                        "    abstract double area();",
                        "    Square unit() { return new Square(1); }",
                        "}",
                        "interface Named { String name(); }",
                        "new Square(3).unit().name() + new Square(3).area()")
                .returns("square9.0");
    }

    @Test
    void aSubclassWaitsForTheCellWithItsSuperclass() {
        var waiting =
                NOTEBOOK.cell("class Cat extends Pet { @Override String cry() { return super.cry() + \"iao\"; } }");
        waiting.succeeds();
        assertTrue(waiting.output().notes().contains("Cat is declared, but can't be used before class Pet"));
        NOTEBOOK.cell("class Pet { Cat kitten() { return new Cat(); } String cry() { return \"m\"; } }")
                .succeeds();
        NOTEBOOK.cell("new Pet().kitten().cry()").returns("miao");
        NOTEBOOK.cell("class Pet { Cat kitten() { return new Cat(); } String cry() { return \"c\"; } }")
                .succeeds();
        NOTEBOOK.cell("new Pet().kitten().cry()").returns("ciao");
    }

    @Test
    void aClassOfAMethodWaitsForItsSupertypeToo() {
        NOTEBOOK.cell("Beast made() { return new Beast() { @Override public String cry() { return \"roar\"; } }; }")
                .succeeds();
        NOTEBOOK.cell("interface Beast { String cry(); }").succeeds();
        NOTEBOOK.cell("made().cry()").returns("roar");
    }

    @Test
    void aSubclassGoesOnWaitingWhenTheCellWithItsSuperclassFails() {
        NOTEBOOK.cell("class Late extends Early { @Override int f() { return super.f() + 1; } }")
                .succeeds();
        NOTEBOOK.cell("class Early { int f() { return 1; } } int wrong = \"x\";")
                .fails("CompilationError");
        NOTEBOOK.cell("class Early { int f() { return 41; } }").succeeds();
        NOTEBOOK.cell("new Late().f()").returns("42");
    }

    @Test
    void whatIsWrongWithASubclassIsToldOnceItsSuperclassIsKnown() {
        NOTEBOOK.cell("class Odd extends Even { @Override void none() { super.none(); } }")
                .succeeds();
        NOTEBOOK.cell("class Even {}").succeeds();
        NOTEBOOK.cell("new Odd()")
                .failsSaying(
                        "CompilationError",
                        // A newer JShell keeps such a class by itself, and misses the method that super names.
                        Runtime.version().feature() < 21
                                ? "Odd was dropped when what it needs was declared"
                                : "Odd can't be used before method none() is declared");
    }

    @Test
    void aFailedRedefinitionOfWaitingClassesKeepsTheOldOnes() {
        NOTEBOOK.cell("class Old { String s() { return \"old\"; } }").succeeds();
        NOTEBOOK.cell(
                        "class Old extends Base { @Override String s() { return super.s(); } }",
                        "class Base { Old old; String s() { return \"new\"; } }",
                        "int wrong = \"x\";")
                .fails("CompilationError");
        NOTEBOOK.cell("new Old().s()").returns("old");
    }

    @Test
    void aTypeOfTheCellIsMeantBeforeOneThatIsImported() {
        NOTEBOOK.cell(
                        "class Use { Consumer c = new Consumer(); int k() { return c.k; } }",
                        "class Consumer { int k = 5; }",
                        "new Use().k()")
                .returns("5");
        NOTEBOOK.cell(
                        "int total(Pool p) { return p.size(); }",
                        "class Holder { Pipe p = new Pipe(3); }",
                        "class Pipe { Pool pool; Pipe(int n) { pool = new Pool(n); } }",
                        "record Pool(int size) {}",
                        "total(new Holder().p.pool)")
                .returns("3");
    }

    @Test
    void anImportStaysBeforeWhatItIsThereFor() {
        NOTEBOOK.cell(
                        "int size(Made made) { return made.all.size(); }",
                        "import java.util.ArrayDeque;",
                        "class Made { ArrayDeque<Integer> all = new ArrayDeque<>(); }",
                        "size(new Made())")
                .returns("0");
    }
}
