package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The state of earlier cells stays as it is when a later cell fails, and when it changes something else. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class KeptStateTest {

    @AutoClose
    private final Notebook notebook = new Notebook();

    @Test
    void aFirstCellThatFailsTakesNoImportAway() {
        notebook.cell("int wrong = \"s\"; List<Integer> list = nonsense();").fails("CompilationError");
        notebook.cell("List<Integer> list = new ArrayList<>(List.of(1));").succeeds();
        notebook.cell("list.stream().map(n -> Duration.ofSeconds(n)).collect(Collectors.toList())")
                .returns("[PT1S]");
    }

    @Test
    void aVariableDeclaredAgainInVainKeepsItsValue() {
        notebook.cell("int k = 1;").succeeds();
        notebook.cell("int k = \"s\";").fails("CompilationError");
        notebook.cell("k").returns("1");
        notebook.cell("int k = 1 / (k - k);").fails("java.lang.ArithmeticException");
        notebook.cell("k").returns("1");
        notebook.cell("String k = \"two\"; int other = k.nonsense();").fails("CompilationError");
        notebook.cell("k + 1").returns("2");
    }

    @Test
    void oneOfSeveralVariablesOfADeclarationCanBeDeclaredAgainInVain() {
        notebook.cell("int a = 1, b = 2;").succeeds();
        notebook.cell("String b = \"two\";").succeeds();
        notebook.cell("boolean a = \"s\";").fails("CompilationError");
        notebook.cell("a + b").returns("1two");
    }

    @Test
    void aMethodWrittenAgainInVainIsStillThere() {
        notebook.cell(
                        "int sq(int x) { return x * x; }",
                        "int twice(int x) { return 2 * sq(x); }",
                        "class Area { final Thread t = new Thread(); int of(int x) { return sq(x); } }",
                        "var area = new Area();",
                        "var same = area;",
                        "record At(int x) { int sq() { return REPLACED + x; } static final int REPLACED = 40; }")
                .succeeds();
        notebook.cell("int sq(int x) { return \"s\"; }").fails("CompilationError");
        notebook.cell("String sq(int x) { return null; }", "int twice(int x) { return \"s\"; }")
                .fails("CompilationError");
        notebook.cell("sq(3) + twice(4) + area.of(5) + new At(2).sq() + (area == same ? 1000 : 0)")
                .returns("1108");
    }

    @Test
    void aClassWrittenAgainInVainStaysTheClassOfItsObjects() {
        notebook.cell(
                        "class Account { static int opened = 0; int cents; final Thread owner = new Thread();",
                        "    Account(int cents) { this.cents = cents; opened++; } }",
                        "var account = new Account(5);",
                        "record Bank(List<Account> all) {}",
                        "var bank = new Bank(new ArrayList<>(List.of(account)));",
                        "Object any = account;",
                        "Supplier<Account> opening = () -> new Account(1);",
                        "Thread owner = account.owner;")
                .succeeds();
        var same = "account.cents + \" \" + Account.opened + (any == account) + (bank.all().get(0) == account)"
                + " + (account.owner == owner) + opening.get().cents";
        notebook.cell(same).returns("5 1truetruetrue1");
        notebook.cell("class Account { int cents = \"s\"; }").fails("CompilationError");
        notebook.cell("class Account { String cents; }", "int n = \"s\";").fails("CompilationError");
        notebook.cell("interface Account {}", "class Bank {}", "int account = 7;", "int bank = \"s\";")
                .fails("CompilationError");
        notebook.cell(same).returns("5 2truetruetrue1");
    }

    @Test
    void typesOfEveryKindCanBeWrittenAgainInVain() {
        notebook.cell(
                        "enum Day { MON, TUE; int n = 1; }",
                        "sealed interface Shape permits Sq, Dot {}",
                        "record Sq(int side) implements Shape {}",
                        "record Dot() implements Shape {}",
                        "class Box<T> { T held; Box(T held) { this.held = held; } }",
                        "abstract class Animal { abstract String says(); }",
                        "var cat = new Animal() { String says() { return \"miau\"; } };",
                        "var day = Day.TUE;",
                        "Shape shape = new Sq(3);",
                        "var box = new Box<>(List.of(day));",
                        "Map<Day, Integer> byDay = new EnumMap<>(Map.of(Day.TUE, 8));")
                .succeeds();
        for (var broken : new String[] {
            "enum Day { MON, TUE; int n = \"s\"; }",
            "enum Day { WED }\nint n = \"s\";",
            "sealed interface Shape permits Sq {}\nrecord Sq(int side) implements Shape { int x = 1; }",
            "class Box<T, V> { T held; }\nint n = \"s\";",
            "abstract class Animal { abstract int says(); }\nint n = \"s\";",
            "record Sq(String side) implements Shape { }\nshape.nonsense();",
        }) {
            notebook.cell(broken).fails("CompilationError");
        }
        notebook.cell(
                        "cat.says() + day + (day == Day.TUE) + ((Sq) shape).side() + box.held.get(0).n + byDay.get(Day.TUE)")
                .returns("miauTUEtrue318");
    }

    @Test
    void anImportThatMakesANameAmbiguousIsAnErrorOfNewCodeOnly() {
        notebook.cell(
                        "List<String> names = new ArrayList<>(List.of(\"anna\", \"bob\"));",
                        "int total(List<String> some) { return some.size(); }",
                        "class Team { final List<String> all = names; final Thread coach = new Thread(); int n() { return total(all); } }",
                        "var team = new Team();",
                        "var same = team;",
                        "var first = List.of(names.get(0));",
                        "List<List<String>> deep = List.of(names), other = deep;")
                .succeeds();
        var use = "names.size() + total(names) + team.n() + first.get(0) + deep.size() + (other == deep)"
                + " + (team == same) + (team.all == names) + new Team().n()";
        notebook.cell("import java.awt.*;").succeeds();
        notebook.cell(use).returns("6anna1truetruetrue2");
        notebook.cell("List<String> more = names;")
                .failsSaying("CompilationError", "List is ambiguous", "import java.util.List;");
        notebook.cell("import java.util.List;", "List<String> more = names;", "more.size()")
                .returns("2");
        notebook.cell("import java.awt.List;").succeeds();
        notebook.cell(use).returns("6anna1truetruetrue2");
        notebook.cell("List.class.getName()").returns("java.awt.List");
    }

    @Test
    void staticImportsAndTypesOfOnesOwnLeaveWhatIsThere() {
        notebook.cell(
                        "import static java.util.Map.*;",
                        "Stack<Integer> stack = new Stack<>();",
                        "stack.push(5);",
                        "var pair = entry(\"a\", stack);",
                        "int popped() { return stack.pop(); }")
                .succeeds();
        notebook.cell("import static java.util.Set.*;").succeeds();
        notebook.cell("class Stack<T> { T top; }").succeeds();
        notebook.cell("pair.getValue().size() + \"\" + popped() + stack.size() + new Stack<String>().top")
                .returns("150null");
    }

    @Test
    void aLambdaRunsTheMethodsThatItWasMadeWithWhateverItsVariableIs() {
        notebook.cell(
                        "int sq(int x) { return x * x; }",
                        "var task = new CompletableFuture<Integer>();",
                        "var done = new FutureTask<>(() -> sq(2));",
                        "var inferred = (IntUnaryOperator) x -> sq(x);",
                        "IntUnaryOperator declared = x -> sq(x);",
                        "var all = new HashMap<>(Map.of(\"sq\", inferred));",
                        "var asked = CompletableFuture.completedFuture(sq(6));")
                .succeeds();
        var ran = notebook.cell("int sq(int x) { return -x; }").succeeds();
        assertEquals("", ran.output().notes());
        notebook.cell(
                        "done.run();",
                        "inferred.applyAsInt(3) + \" \" + declared.applyAsInt(3) + \" \" + done.get() + \" \" + asked.get()"
                                + " + \" \" + (all.get(\"sq\") == inferred) + \" \" + sq(3)")
                .returns("9 9 4 36 true -3");
    }

    @Test
    void objectsOfAClassWrittenAgainAreMadeAnewWhateverHoldsThem() {
        notebook.cell(
                        "interface Shape {}",
                        "record Sq(int side) implements Shape {}",
                        "class Log { final List<String> lines; Object last; Log(List<String> lines) { this.lines = lines; } }",
                        "var lines = new ArrayList<String>();",
                        "var count = new java.util.concurrent.atomic.AtomicInteger();",
                        "Shape one = new Sq(3);",
                        "Object any = new Sq(4);",
                        "var log = new Log(lines);",
                        "log.last = one;",
                        "Map<String, Object> held = new HashMap<>(Map.of(\"one\", one, \"count\", count, \"log\", log));",
                        "Object[] more = {any, new Thread(\"worker\")};",
                        "Supplier<Integer> side = () -> new Sq(8).side();")
                .succeeds();
        var ran = notebook.cell("record Sq(int side) implements Shape { int area() { return side * side; } }")
                .succeeds();
        assertEquals("", ran.output().notes());
        notebook.cell("count.incrementAndGet(); lines.add(\"x\");").succeeds();
        notebook.cell("(one instanceof Sq) + \" \" + ((Sq) any).area() + (log.last == one) + (held.get(\"one\") == one)"
                        + " + (held.get(\"log\") == log) + (held.get(\"count\") == count) + count + log.lines"
                        + " + (more[0] == any) + ((Thread) more[1]).getName() + side.get()")
                .returns("true 16truetruetruetrue1[x]trueworker8");
    }

    @Test
    void whatCanNotBeMadeAnewIsKeptWhereItsVariableAllowsAndTold() {
        notebook.cell("class P { int x = 5; }", "Object any = new P();", "P p = new P();")
                .succeeds();
        var notes = notebook.cell("class P { String x; }").succeeds().output().notes();
        assertTrue(
                notes.contains("p was reset, because its type has changed: a field has a different type now"), notes);
        assertTrue(
                notes.contains("any keeps objects of the old version of a class: a field has a different type now"),
                notes);
        notebook.cell("(p == null) + \" \" + (any != null)").returns("true true");
    }

    @Test
    void aVariableWhoseTypesArgumentsDoNotFitAnyMoreKeepsItsValue() {
        notebook.cell(
                        "class Box<T> { T held; Box(T held) { this.held = held; } }",
                        "Box<?> any = new Box<>(3);",
                        "List<Box<? extends Number>> list = new ArrayList<>(List.of(new Box<>(1)));",
                        "var inferred = list.get(0);",
                        "int count(Box<?> some) { return 1; }")
                .succeeds();
        notebook.cell("class Box<T, V> { T held; V other; }").succeeds();
        notebook.cell("1 + 1").returns("2");
        notebook.cell("any.held + \" \" + list.size() + inferred.held").returns("3 11");
        notebook.cell("class Box<T> { T held; int n = 4; }").succeeds();
        notebook.cell("any.held + \" \" + list.size() + inferred.held").returns("3 11");
    }

    @Test
    void nothingIsToldOfAVariableThatTheCellItselfDeclaresAgain() {
        notebook.cell("record R(int a) {}", "var list = new ArrayList<>(List.of(new R(1)));")
                .succeeds();
        var ran = notebook.cell("record R(String a) {}", "var list = new ArrayList<>(List.of(new R(\"x\")));")
                .succeeds();
        assertEquals("", ran.output().notes());
        notebook.cell("list").returns("[R[a=x]]");
    }
}
