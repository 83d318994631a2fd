package org.forkbook.kernel.interpreter;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transformations of cells' classes, which make objects serializable, can't be told from plain Java. */
@Timeout(240)
class NothingWovenIsSeenTest {

    private static final Notebook NOTEBOOK = new Notebook();

    @BeforeAll
    static void declare() {
        NOTEBOOK.cell(
                        "class P { int x = 1; P friend; List<P> all = new ArrayList<>(); }",
                        "record R(int a, String b) { static int made = 0; }",
                        "class S implements Serializable { int k = 3; transient int t = 4; Runnable r; }",
                        "class V implements Serializable {",
                        "    private static final long serialVersionUID = 77L;",
                        "    int k; transient int doubled; P p;",
                        "    V(int k) { this.k = k; }",
                        "    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {",
                        "        in.defaultReadObject(); doubled = 2 * k;",
                        "    }",
                        "}",
                        "String written(Object o) throws IOException {",
                        "    try { new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(o); return \"written\"; }",
                        "    catch (NotSerializableException e) { return \"refused\"; }",
                        "}",
                        "Object copy(Object o) throws Exception {",
                        "    var bytes = new ByteArrayOutputStream();",
                        "    var out = new ObjectOutputStream(bytes); out.writeObject(o); out.flush();",
                        "    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {",
                        "        protected Class<?> resolveClass(ObjectStreamClass d)",
                        "                throws IOException, ClassNotFoundException {",
                        "            return Class.forName(d.getName(), false, S.class.getClassLoader());",
                        "        }",
                        "    }.readObject();",
                        "}",
                        "List<Object> some() { Runnable r = () -> {}; int n = 5; Supplier<Integer> s = () -> n;",
                        "    return List.of(new P(), new R(1, \"b\"), r, s, (Function<String, Integer>) String::length,",
                        "        new Object() { int k; }); }",
                        "String seen() throws Exception {",
                        "    var all = new ArrayList<String>();",
                        "    for (var o : some()) { all.add((o instanceof Serializable) + written(o)); }",
                        "    for (var c : List.of(P.class, R.class, S.class, V.class)) {",
                        "        all.add(c.getInterfaces().length + \" \" + Stream.of(c.getDeclaredFields())",
                        "            .map(f -> f.getName()).sorted().toList() + \" \" + c.getDeclaredMethods().length);",
                        "    }",
                        "    all.add(ObjectStreamClass.lookup(P.class) + \" \" + written(new S()) + written(new V(1)));",
                        "    return String.join(\"; \", all); }")
                .succeeds();
    }

    @AfterAll
    static void close() {
        NOTEBOOK.close();
    }

    private static final String SEEN = "falserefused; ".repeat(6)
            + "0 [all, friend, x] 0; 0 [a, b, made] 5; 1 [k, r, t] 0; 1 [doubled, k, p, serialVersionUID] 1; "
            + "null writtenwritten";

    @Test
    void instanceofReflectionAndObjectStreamsSayWhatTheySayInPlainJava() {
        NOTEBOOK.cell("seen()").returns(SEEN);
    }

    @Test
    void soTheyDoInAWorker() {
        NOTEBOOK.cell("try (var pool = new ProcessPool(1)) { System.out.print(pool.apply(() -> seen())); }")
                .prints(SEEN);
    }

    @Test
    void whatIsSerializableByItselfIsWrittenAsInPlainJava() {
        NOTEBOOK.cell("var s = (S) copy(new S()); var v = (V) copy(new V(4)); s.k + \" \" + s.t + \" \" + v.doubled")
                .returns("3 0 8");
        NOTEBOOK.cell("var holder = new V(1); holder.p = new P(); written(holder)")
                .returns("refused");
        NOTEBOOK.cell("((Supplier<Integer>) copy((Supplier<Integer> & Serializable) () -> 8)).get()")
                .returns("8");
    }

    @Test
    void aClassHasTheSameVersionInAWorker() {
        NOTEBOOK.cell(
                        "class Counted implements Serializable { static final List<Integer> ALL = new ArrayList<>(); }",
                        "var here = ObjectStreamClass.lookup(S.class).getSerialVersionUID();",
                        "try (var pool = new ProcessPool(1)) {",
                        "    System.out.print(pool.apply(() -> ObjectStreamClass.lookup(S.class).getSerialVersionUID()) == here);",
                        "    System.out.print(pool.apply(() -> new Counted()) instanceof Counted);",
                        "}")
                .prints("truetrue");
    }

    @Test
    void allTravelsAllTheSame() {
        NOTEBOOK.cell(
                        "var a = new P(); var b = new P(); a.friend = b; b.friend = a; a.all.add(a); a.all.add(b); b.x = 9;",
                        "var held = new V(5); held.p = a;",
                        "var keys = new HashMap<R, P>(); keys.put(new R(1, \"one\"), b);",
                        "var withLambda = new S(); int plus = 7; withLambda.r = () -> a.x += plus;",
                        "try (var pool = new ProcessPool(1)) {",
                        "    System.out.println(pool.apply(() -> (a.all.get(0) == a) + \" \" + (a.friend.friend == a) + \" \"",
                        "        + (held.p == a) + \" \" + held.doubled + \" \" + keys.get(new R(1, \"one\")).x));",
                        "    System.out.println(pool.apply(() -> { withLambda.r.run(); return a; }).x);",
                        "    var back = pool.apply(() -> a); System.out.println(back.all.get(1).friend == back);",
                        "    Function<Integer, Supplier<R>> f = i -> () -> new R(i, \"made\");",
                        "    System.out.println(pool.apply(() -> f.apply(3)).get());",
                        "}")
                .prints("true true true 10 9\n8\ntrue\nR[a=3, b=made]\n");
    }

    @Test
    void fieldsOfASuperclassThatIsNotSerializableTravelToo() {
        NOTEBOOK.cell(
                        "class Base { int kept; Base(int kept) { this.kept = kept; } }",
                        "class Derived extends Base implements Serializable { int own = 2; Derived() { super(40); } }",
                        "try (var pool = new ProcessPool(1)) { var d = new Derived();",
                        "    System.out.print(pool.apply(() -> d.kept + d.own)); }")
                .prints("42");
    }

    @Test
    void aRecordThatHoldsItselfIsNamed() {
        NOTEBOOK.cell(
                        "record Ring(List<Object> all) {}",
                        "var ring = new Ring(new ArrayList<>()); ring.all().add(ring);",
                        "try (var pool = new ProcessPool(1)) { pool.apply(() -> ring.all().size()); }")
                .failsSaying(
                        "org.forkbook.multiprocessing.errors.CannotTravelException",
                        "ring",
                        "a record that contains itself");
    }

    @Test
    void tracesHaveNoFramesOfWhatRemembersCombinators() {
        NOTEBOOK.cell(
                        "Function<Integer, Integer> f = x -> x;",
                        "String frames = \"\";",
                        "try { f.andThen(null); } catch (NullPointerException e) {",
                        "    frames = Stream.of(e.getStackTrace()).limit(3).map(StackTraceElement::getMethodName).toList() + \"\";",
                        "}",
                        "frames")
                .returns("[requireNonNull, andThen, do_it$]");
    }
}
