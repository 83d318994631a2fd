package org.forkbook.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cell can write runs where its classes have never been seen: here, under a class loader of its own. */
@Timeout(300)
class CapsuleTest {

    /** One for all tests, which declare the same names anew: redefinition is tested by the way. */
    @AutoClose
    private static final CompiledCells notebook = new CompiledCells();

    private final CapsuleReader worker = new CapsuleReader(CapsuleTest.class.getClassLoader());

    /** Sends the callable that an expression makes, runs it there, and returns its result as it is there. */
    private @Nullable Object there(String callable) throws Exception {
        var opened = worker.open(notebook.pack("(Callable<Object>) (" + callable + ")"));
        opened.enter();
        return ((Callable<?>) Objects.requireNonNull(opened.value())).call();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((Function<Integer, Integer>) x -> x + 1).apply(41)",
                "((Function<Integer, Integer>) x -> x + 1).andThen(x -> x * 2).apply(20)",
                "((Function<Integer, Integer>) x -> x * 2).compose((Integer x) -> x + 1).apply(20)",
                "((Predicate<String>) String::isEmpty).negate().and(s -> s.length() == 2).or(s -> false).test(\"ab\") ? 42 : 0",
                "Stream.of(1, 2).collect(Collectors.toList()).size() + 40",
                "new ArrayList<>(List.of(\"b\", \"a\", \"cc\")).stream().sorted(Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder())).toList().get(0).equals(\"b\") ? 42 : 0",
                "((Supplier<ArrayList<Integer>>) ArrayList::new).get().size() + 42",
                "((IntBinaryOperator) Math::max).applyAsInt(42, 7)",
                "((Function<Integer, int[]>) int[]::new).apply(42).length",
            })
    void anyLambdaInsideATaskRuns(String expression) throws Exception {
        assertEquals(42, there("() -> " + expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Function<Integer, Integer> f = x -> x + 2;",
                "Function<Integer, Integer> f = ((Function<Integer, Integer>) x -> x + 1).andThen(x -> x + 1);",
                "Function<Integer, Integer> f = ((Function<Integer, Integer>) x -> x + 1).compose(x -> x + 1);",
                "Function<Integer, Integer> f = Function.<Integer>identity().andThen(x -> x + 2);",
                "UnaryOperator<Integer> f = x -> x + 2;",
                "interface Step extends Function<Integer, Integer> { Integer apply(Integer x); } Step f = x -> x + 2;",
                "int add(int x) { return x + 2; } Function<Integer, Integer> f = x -> add(x);",
                "class Adder { int by; Adder(int by) { this.by = by; } int add(int x) { return x + by; } } Function<Integer, Integer> f = new Adder(2)::add;",
                "record Two(int x) { int sum() { return x + 2; } } Function<Integer, Integer> f = x -> new Two(x).sum();",
                "Function<Integer, Integer> f = Integer.valueOf(2)::compareTo; f = f.andThen(x -> 42);",
                "Function<Integer, Function<Integer, Integer>> g = a -> b -> a + b; Function<Integer, Integer> f = g.apply(2);",
                "Map<String, Function<Integer, Integer>> all = Map.of(\"f\", x -> x + 2); Function<Integer, Integer> f = all.get(\"f\");",
                "Function<Integer, Integer> f = new Function<>() { public Integer apply(Integer x) { return x + 2; } };",
            })
    void anyFunctionThatACellMakesCanBeSent(String declaration) throws Exception {
        notebook.cell(declaration);
        assertEquals(42, there("() -> f.apply(40)"));
        notebook.cell(
                "class Holder { Object held; Holder(Object held) { this.held = held; } } var holder = new Holder(f);");
        assertEquals(42, there("() -> ((Function<Integer, Integer>) holder.held).apply(40)"));
    }

    @Test
    void aKeyThatHoldsMuchIsFoundAgainByItsHash() throws Exception {
        notebook.cell("class Name { String text; Name(int i) { text = \"n\" + i; }"
                + " public int hashCode() { return text.hashCode(); }"
                + " public boolean equals(Object o) { return o instanceof Name n && n.text.equals(text); } }");
        notebook.cell("class Team { List<Object> members; Team(List<Object> members) { this.members = members; }"
                + " public int hashCode() { return members.hashCode(); }"
                + " public boolean equals(Object o) { return o instanceof Team t && t.members.equals(members); } }");
        notebook.cell(
                "Team team(int size) { List<Object> all = new ArrayList<>();"
                        + " for (int i = 0; i < size; i++) { all.add(i % 2 == 0 ? \"s\" + i : new Name(i)); } return new Team(all); }");
        for (var size : List.of(5, 100, 900)) {
            notebook.cell("Set<Team> teams = new HashSet<>(List.of(team(" + size + ")));");
            assertEquals(true, there("() -> teams.contains(team(" + size + "))"), "members: " + size);
        }
    }

    @Test
    void aNumberOfTheNotebooksOwnMayReachItself() throws Exception {
        notebook.cell("class Fraction extends Number { List<Fraction> kin = new ArrayList<>(); int top;"
                + " Fraction(int top) { this.top = top; kin.add(this); }"
                + " public int intValue() { return kin.get(0).top; } public long longValue() { return top; }"
                + " public float floatValue() { return top; } public double doubleValue() { return top; } }");
        notebook.cell(
                "class Recipe { Fraction cups = new Fraction(3); List<Fraction> all = List.of(cups, new Fraction(4)); }"
                        + " Recipe bread = new Recipe();");
        assertEquals(7, there("() -> bread.cups.intValue() + bread.all.get(1).intValue()"));
    }

    @Test
    void objectsThatReachEachOtherAreWhole() throws Exception {
        notebook.cell("class Person { String name; Person friend; List<Person> all = new ArrayList<>(); long born = 7L;"
                + " boolean known = true; char letter = 'c'; byte small = 1; short few = 2; float part = 0.5f; double sum = 2.5;"
                + " Person(String name) { this.name = name; } }");
        notebook.cell("Person ring = new Person(\"p0\"); { Person last = ring; for (int i = 1; i < 50; i++) {"
                + " Person next = new Person(\"p\" + i); last.friend = next; last.all.add(next); next.all.add(ring);"
                + " last = next; } last.friend = ring; }");
        notebook.cell(
                "String walk() { String seen = \"\"; Person p = ring; for (int i = 0; i < 51; i++) { seen += p.name + p.born"
                        + " + p.known + p.letter + p.small + p.few + p.part + p.sum + p.all.size() + p.all.get(0).name + \" \";"
                        + " p = p.friend; } return seen + (ring.all.get(0).all.get(0) == ring); }");
        assertEquals(notebook.cell("walk()"), there("() -> walk()"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "toList()",
                "toSet()",
                "counting()",
                "groupingBy(Function.identity())",
                "mapping(s -> s + s, Collectors.toList())",
                "partitioningBy(s -> s.isEmpty(), Collectors.counting())",
                "toMap(s -> s, s -> s.length())",
                "collectingAndThen(Collectors.toList(), l -> l.size())",
                "reducing(\"\", (a, b) -> a + b)",
                "toCollection(TreeSet::new)"
            })
    void collectorsTravel(String collector) throws Exception {
        notebook.cell("Collector<String, ?, ?> c = Collectors." + collector + ";");
        assertEquals(
                String.valueOf(notebook.cell("Stream.of(\"a\", \"b\").collect(c)")),
                String.valueOf(there("() -> Stream.of(\"a\", \"b\").collect(c)")));
    }

    @Test
    void aWorkerDoesNotLookForANotebooksClassesOnItsClassPath() throws Exception {
        var asked = new ArrayList<String>();
        var classPath = new ClassLoader(CapsuleTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name, resolve);
            }
        };
        notebook.cell("class Own { int number = 42; }");
        var reader = new CapsuleReader(new AddedClasspathLoader(classPath));
        var opened = reader.open(notebook.pack("(Callable<Object>) (() -> new Own().number)"));
        opened.enter();
        assertEquals(42, ((Callable<?>) Objects.requireNonNull(opened.value())).call());
        assertEquals(
                List.of(),
                asked.stream().filter(name -> name.startsWith("REPL")).toList());
    }

    @Test
    void methodsClassesAndVariablesOfOtherCellsComeAlong() throws Exception {
        notebook.cell("int factor = 3; int times(int x) { return x * factor; }");
        notebook.cell("class Shape { double area() { return 0; } } class Square extends Shape { double side;"
                + " Square(double side) { this.side = side; } double area() { return side * side * times(1); } }");
        notebook.cell("List<Shape> shapes = new ArrayList<>(List.of(new Square(2)));");
        assertEquals(12.0, there("() -> shapes.get(0).area()"));
        notebook.cell("factor = 5;");
        assertEquals(20.0, there("() -> shapes.get(0).area()"), "variables are read when the task is sent");
    }

    @Test
    void whatAWorkerChangesStaysThere() throws Exception {
        notebook.cell("int counter = 1; var list = new ArrayList<Integer>();");
        assertEquals(3, there("() -> { counter++; list.add(7); return counter + list.size(); }"));
        assertEquals(1, notebook.cell("counter + list.size()"));
    }

    @Test
    void twoPathsToOneObjectAreOneObjectThere() throws Exception {
        notebook.cell("var shared = new ArrayList<String>(); var holder = Map.of(\"it\", shared); var local = shared;");
        assertEquals(true, there("() -> holder.get(\"it\") == shared && shared == local"));
        notebook.cell("Callable<Object> capturing(List<String> mine) { return () -> mine == shared; }");
        assertEquals(true, there("capturing(shared)"));
    }

    @Test
    void redefinitionReachesTheNextTaskOnly() throws Exception {
        notebook.cell("int f(int x) { return x + 1; }");
        var old = worker.open(notebook.pack("(Callable<Integer>) () -> f(1)"));
        notebook.cell("int f(int x) { return x + 100; }");
        assertEquals(101, there("() -> f(1)"));
        old.enter();
        assertEquals(2, ((Callable<?>) Objects.requireNonNull(old.value())).call());
    }

    @Test
    void enumsKeepTheirIdentity() throws Exception {
        notebook.cell(
                "enum Colour { RED, GREEN { String label() { return \"g\"; } }; String label() { return \"c\"; } }"
                        + " var mine = Colour.GREEN; var map = new EnumMap<Colour, Integer>(Map.of(Colour.RED, 1));");
        assertEquals(
                true, there("() -> mine == Colour.GREEN && mine.label().equals(\"g\") && map.get(Colour.RED) == 1"));
        assertSame(
                notebook.cell("Colour.GREEN"),
                notebook.reader()
                        .open(new CapsuleWriter(worker.classes()).packValue(there("() -> mine")))
                        .value());
    }

    @Test
    void sealedTypesInnerLocalAndAnonymousClassesTravel() throws Exception {
        notebook.cell(
                "sealed interface Expr permits Num, Add {} record Num(int n) implements Expr {}"
                        + " record Add(Expr a, Expr b) implements Expr {}"
                        + " int eval(Expr e) { return e instanceof Num n ? n.n() : eval(((Add) e).a()) + eval(((Add) e).b()); }");
        assertEquals(5, there("() -> eval(new Add(new Num(2), new Num(3)))"));
        notebook.cell("class Outer { int base = 40; class Inner { int get() { return base + 2; } }"
                + " Inner make() { return new Inner(); } }"
                + " var inner = new Outer().make();"
                + " Object local() { class Local { int seven = 7; public String toString() { return \"L\" + seven; } }"
                + " return new Local(); } var l = local();");
        assertEquals("42L7", there("() -> inner.get() + l.toString()"));
    }

    @Test
    void aStaticFieldOfACellsClassTravels() throws Exception {
        notebook.cell("class Config { static final Map<String, Integer> LIMITS = new HashMap<>(); static int level = 1;"
                + " static { LIMITS.put(\"start\", 0); } }");
        notebook.cell("Config.LIMITS.put(\"a\", 5); Config.level = 9;");
        assertEquals(14, there("() -> Config.LIMITS.get(\"a\") + Config.level"));
    }

    @Test
    void aLoggerInAStaticFinalFieldIsTheWorkersOwn() throws Exception {
        notebook.cell("class Service { static final ExecutorService POOL = ForkJoinPool.commonPool();"
                + " static String kind() { return POOL.getClass().getSimpleName(); } }");
        assertEquals("ForkJoinPool", there("() -> Service.kind()"));
    }

    @Test
    void aLinkedListOfAHundredThousandNodesTravelsAndReturns() throws Exception {
        notebook.cell("class Node { int value; Node next; } Node head; for (int i = 0; i < 100_000; i++) {"
                + " var n = new Node(); n.value = i; n.next = head; head = n; }"
                + " int length(Node n) { int c = 0; while (n != null) { c++; n = n.next; } return c; }");
        assertEquals(100_000, there("() -> length(head)"));
        var back = new CapsuleWriter(worker.classes()).packValue(there("() -> head"));
        assertNotSame(notebook.cell("head"), notebook.reader().open(back).value());
    }

    @Test
    void cyclesTravelAlsoThroughLambdas() throws Exception {
        notebook.cell(
                "class Person { String name; Person friend; Runnable greet = () -> name = name + \"!\"; }"
                        + " var a = new Person(); var b = new Person(); a.friend = b; b.friend = a; a.name = \"a\"; b.name = \"b\";");
        assertEquals("a!", there("() -> { var p = a.friend.friend; p.greet.run(); return a.name; }"));
        notebook.cell("Callable<Object> recursive() { Function<Integer, Integer>[] f = new Function[1];"
                + " f[0] = n -> n < 2 ? 1 : n * f[0].apply(n - 1); return () -> f[0].apply(5); }");
        assertEquals(120, there("recursive()"));
        notebook.cell("Function<Integer, Integer> fact; fact = n -> n < 2 ? 1 : n * fact.apply(n - 1);");
        assertEquals(120, there("() -> fact.apply(5)"));
        notebook.cell("class Task implements Serializable { Runnable self; int n; Callable<Object> make() {"
                + " self = () -> n++; return () -> { self.run(); return n; }; } }");
        assertEquals(1, there("new Task().make()"));
        notebook.cell(
                "Callable<Object> selfHolding() { var box = new Object[1]; Callable<Object> c = () -> box[0] != null;"
                        + " box[0] = c; return c; }");
        assertEquals(true, there("selfHolding()"));
    }

    @Test
    void largePrimitiveArraysKeepTheirContentsAndIdentity() throws Exception {
        notebook.cell("int[] ints = IntStream.range(0, 100_000).toArray(); double[] doubles = {1.5}; long[][] both ="
                + " {new long[5000], new long[5000]}; both[1][4999] = 7; var alias = ints; char[] chars ="
                + " \"x\".repeat(9000).toCharArray(); short[] s = new short[3000]; float[] f = new float[3000]; f[2] = 2f;"
                + " boolean[] z = new boolean[5000]; z[4999] = true; byte[] by = new byte[9999]; by[9998] = 3;");
        assertEquals(
                true,
                there("() -> alias == ints && ints[99_999] == 99_999 && doubles[0] == 1.5 && both[1][4999] == 7"
                        + " && chars[8999] == 'x' && s.length == 3000 && f[2] == 2f && z[4999] && by[9998] == 3"));
        var array = new int[1_000_000];
        var capsule = notebook.writer().packValue(array);
        assertTrue(capsule.size() < 4_000_500 && capsule.body().remaining() < 500);
        array[0] = 1; // Too late: it was packed as it was.
        assertEquals(0, ((int[]) capsule.bulk().get(0))[0]);
        assertSame(array, notebook.writer().packResult(array).bulk().get(0), "nobody changes a result any more");
    }

    @Test
    void jdkValuesThatAreNotSerializableTravelAsWell() throws Exception {
        notebook.cell(
                "var o = Optional.of(3); var path = Path.of(\"a\", \"b\"); var lock = new Object(); var lock2 = lock;"
                        + " var sub = new ArrayList<>(List.of(1, 2, 3)).subList(1, 3); var keys = new HashMap<>(Map.of(1, 2)).keySet();"
                        + " var entry = new HashMap<>(Map.of(\"k\", 1)).entrySet().iterator().next(); var out = System.out;"
                        + " var stats = IntStream.of(1, 2, 3).summaryStatistics(); var none = Optional.empty();");
        assertEquals(
                "3 a/b true [2, 3] [1] k=1 true 6 2.0 false",
                there(
                        "() -> o.get() + \" \" + path + \" \" + (lock == lock2) + \" \" + sub + \" \" + keys + \" \" + entry"
                                + " + \" \" + (out == System.out) + \" \" + stats.getSum() + \" \" + stats.getAverage() + \" \""
                                + " + none.isPresent()"));
        assertEquals(null, there("() -> { lock.hashCode(); return null; }"));
    }

    @Test
    void everyKindOfJdkValueIsTheSameThere() throws Exception {
        notebook.cell("import java.nio.*; import java.nio.charset.*; import java.util.logging.*;");
        notebook.cell(
                "var optionals = List.of(OptionalInt.of(1), OptionalInt.empty(), OptionalLong.of(2), OptionalLong.empty(),"
                        + " OptionalDouble.of(3), OptionalDouble.empty());");
        notebook.cell(
                "var longs = LongStream.of(1, 2).summaryStatistics(); var doubles = DoubleStream.of(1, 2).summaryStatistics();"
                        + " var utf = StandardCharsets.UTF_16; var logger = Logger.getLogger(\"here\");");
        notebook.cell("var buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1).limit(4)"
                + ".order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);"
                + " var in = System.in; var err = System.err; var runtime = Runtime.getRuntime();");
        assertEquals(
                "[OptionalInt[1], OptionalInt.empty, OptionalLong[2], OptionalLong.empty, OptionalDouble[3.0],"
                        + " OptionalDouble.empty] 3 1.5 UTF-16 here 770 4 true true",
                there("() -> optionals + \" \" + longs.getSum() + \" \" + doubles.getAverage() + \" \" + utf + \" \""
                        + " + logger.getName() + \" \" + buffer.getShort() + \" \" + buffer.limit() + \" \" + buffer.isReadOnly()"
                        + " + \" \" + (in == System.in && err == System.err && runtime == Runtime.getRuntime())"));
    }

    @Test
    void lambdasAsResultsRunAtHome() throws Exception {
        notebook.cell(
                "int base = 40; Callable<Object> make(int n) { return () -> { Supplier<Integer> s = () -> base + n;"
                        + " return s; }; }");
        var result = there("make(2)");
        notebook.cell("base = 50;");
        var home = notebook.reader()
                .open(new CapsuleWriter(worker.classes()).packValue(result))
                .value();
        assertEquals(52, ((java.util.function.Supplier<?>) Objects.requireNonNull(home)).get());
    }

    @Test
    void capsulesThatTakeTurnsKeepTheirOwnVariables() throws Exception {
        notebook.cell("int n = 1;");
        var one = worker.open(notebook.pack("(Callable<Integer>) () -> n++"));
        notebook.cell("n = 100;");
        var two = worker.open(notebook.pack("(Callable<Integer>) () -> n++"));
        for (var turn = 0; turn < 3; turn++) {
            one.enter();
            assertEquals(1 + turn, ((Callable<?>) Objects.requireNonNull(one.value())).call());
            two.enter();
            assertEquals(100 + turn, ((Callable<?>) Objects.requireNonNull(two.value())).call());
        }
    }

    @Test
    void whatAnInitializerSetsIsNotOverwritten() throws Exception {
        notebook.cell("String model = null; var cache = new ArrayList<String>(); int other = 1;");
        var init = worker.open(
                notebook.pack("(Callable<Object>) () -> { model = \"loaded\"; cache.add(\"warm\"); return other; }"));
        init.initialize((Callable<?>) Objects.requireNonNull(init.value()));
        notebook.cell("other = 2;");
        assertEquals("loaded[warm]2", there("() -> model + cache + other"));
    }

    @Test
    void thePoolThatACellUsesStaysAtHome() throws Exception {
        notebook.cell(
                "var pool = new Thread(() -> {}); class Service { int helper(int x) { return x + 1; }"
                        + " Callable<Object> start() { pool.getName(); return () -> helper(41); } } var service = new Service();");
        assertEquals(42, there("service.start()"));
    }

    @Test
    void whatCannotTravelIsNamedWithItsPathAndARemedy() throws Exception {
        notebook.cell("class Logs { OutputStream stream; } class Config { Logs logger = new Logs(); }"
                + " var config = new Config(); config.logger.stream = new FileOutputStream(\"/dev/null\");");
        var failure =
                assertThrows(CannotTravelException.class, () -> notebook.pack("(Runnable) () -> config.toString()"));
        var message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("Variable `config` can't be sent to a worker process:"), message);
        assertTrue(message.contains("`config.logger.stream` is a java.io.FileOutputStream"), message);
        assertTrue(message.contains("Open it inside the task"), message);

        notebook.cell("Runnable capture() { var mine = new Thread(() -> {}); return () -> mine.getName(); }");
        var captured = assertThrows(CannotTravelException.class, () -> notebook.pack("capture()"));
        assertTrue(
                String.valueOf(captured.getMessage()).startsWith("Variable `mine` can't be sent"),
                captured.getMessage());
        assertEquals(42, there("() -> 42"), "the next task travels");
    }

    @Test
    void whatAnotherMachineCannotReachIsNamedWithItsPathAndTheAlternative() throws Exception {
        var elsewhere = new Destination("workers of spark://host:7077 are", true);
        notebook.cell("var counter = org.forkbook.multiprocessing.shared.SharedLong.create(0);"
                + " var lock = org.forkbook.multiprocessing.locks.ProcessLock.create();");
        var failure = assertThrows(
                CannotTravelException.class,
                () -> notebook.pack("(Runnable) () -> counter.incrementAndGet()", elsewhere));
        assertEquals(
                "Variable `counter` can't be sent to a worker process: it is a"
                        + " org.forkbook.multiprocessing.shared.SharedLong: memory of this machine, and workers of"
                        + " spark://host:7077 are elsewhere. Return the value and combine the results here, or keep it"
                        + " in a Manager.",
                failure.getMessage());

        notebook.cell("record Tally(List<org.forkbook.multiprocessing.shared.SharedIntArray> rows) {}"
                + " var tally = new Tally(List.of(org.forkbook.multiprocessing.shared.SharedIntArray.create(9)));");
        var deep = assertThrows(
                CannotTravelException.class, () -> notebook.pack("(Runnable) () -> tally.rows().size()", elsewhere));
        assertTrue(
                String.valueOf(deep.getMessage())
                        .startsWith("Variable `tally` can't be sent to a worker process: `tally.rows[0]` is a"),
                deep.getMessage());

        assertEquals(
                1,
                notebook.pack("(Runnable) () -> lock.unlock()", elsewhere)
                        .kept()
                        .size(),
                "it is reached");
        assertEquals(1, notebook.pack("(Runnable) () -> counter.get()").kept().size(), "on this machine");
    }

    @Test
    void aResultThatCannotTravelIsCalledAResultAndHasTheNameItsTypeIsKnownBy() throws Exception {
        var results = new Object[] {Stream.of(1)};
        var failure =
                assertThrows(CannotTravelException.class, () -> new CapsuleWriter(type -> null).packValue(results));
        var message = String.valueOf(failure.getMessage());
        assertTrue(
                message.startsWith("The result can't be sent to another process: it is a java.util.stream.Stream,"),
                message);
        assertTrue(message.contains("toList()"), message);

        notebook.cell("class Holder { Thread value = new Thread(() -> {}); } var result = new Holder();");
        var named =
                assertThrows(CannotTravelException.class, () -> notebook.pack("(Runnable) () -> result.hashCode()"));
        assertTrue(
                String.valueOf(named.getMessage())
                        .startsWith("Variable `result` can't be sent to a worker process: `result.value`"),
                named.getMessage());
    }

    @Test
    void aWarmCapsuleIsSmallAndItsClassesAreTheSameList() {
        notebook.cell("int f(int x) { return x; }");
        notebook.cell("Callable<Object> make(int n) { return () -> f(n); }");
        var one = notebook.pack("make(1)");
        var two = notebook.pack("make(2)");
        assertSame(one.classes(), two.classes());
        assertTrue(one.size() < 1000, () -> one.size() + " bytes");
    }

    @Test
    void aMutilatedCapsuleIsAnErrorNotACrash() {
        var capsule = notebook.pack("(Callable<Object>) () -> new int[10]");
        var bytes = new byte[capsule.body().remaining()];
        capsule.body().duplicate().get(bytes);
        for (var cut = 0; cut < bytes.length; cut += 7) {
            var broken = new Capsule(
                    capsule.classes(),
                    List.of(),
                    java.nio.ByteBuffer.wrap(java.util.Arrays.copyOf(bytes, cut)),
                    List.of());
            assertThrows(Exception.class, () -> worker.open(broken));
        }
    }

    /** A chain that is too long for an ordinary stack, with an array at its beginning. */
    @SuppressWarnings({"unused", "UnusedVariable"}) // Only what is written of it counts.
    private static final class Link implements Serializable {
        private static final long serialVersionUID = 1L;
        final int[] array;
        final @Nullable Link next;

        Link(int[] array, @Nullable Link next) {
            this.array = array;
            this.next = next;
        }
    }

    @Test
    void aLargeArrayInADeepStructureTravelsOnce() {
        var array = new int[100_000];
        Link chain = null;
        for (int i = 0; i < 50_000; i++) {
            chain = new Link(array, chain);
        }
        var capsule = new CapsuleWriter(type -> null).packValue(chain);
        assertEquals(1, capsule.bulk().size());
    }
}
