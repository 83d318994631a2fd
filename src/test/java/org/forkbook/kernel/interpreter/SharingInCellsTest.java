package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.forkbook.kernel.execution.Interpreter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared objects in cells: with types that exist only in the notebook. */
@Timeout(300)
class SharingInCellsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @BeforeEach
    void declareARecord() {
        notebook.cell("record Order(int id, String what) {}").succeeds();
    }

    private static String plain(CharSequence text) {
        return text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @Test
    void recordsOfACellGoThroughAQueueBothWays() {
        notebook.cell(
                        "var orders = ProcessQueue.<Order>create(2);",
                        "var served = ProcessQueue.<Order>create();",
                        "var cook = new WorkerProcess(() -> {",
                        "    for (int i = 0; i < 5; i++) { var o = orders.take(); served.put(new Order(o.id(), o.what() + \"!\")); }",
                        "});",
                        "cook.start();",
                        "for (int i = 0; i < 5; i++) orders.put(new Order(i, \"tea\"));",
                        "cook.join();",
                        "System.out.println(served.stream().map(Order::what).distinct().toList() + \" \" + served.size());")
                .prints("[tea!] 5\n");
    }

    @Test
    void recordsOfACellGoThroughAPipe() {
        notebook.cell(
                        "var pipe = Pipe.<Order>open();",
                        "var cook = new WorkerProcess(() -> { var o = pipe.second().receive(); pipe.second().send(new Order(o.id() + 1, o.what())); });",
                        "cook.start();",
                        "pipe.first().send(new Order(1, \"tea\"));",
                        "System.out.println(pipe.first().receive());",
                        "cook.join();")
                .prints("Order[id=2, what=tea]\n");
    }

    @Test
    void recordsOfACellGoFromAClientToAListener() {
        notebook.cell(
                        "var listener = Listener.open(0, \"secret\".getBytes());",
                        "var port = listener.port();",
                        "var caller = new WorkerProcess(() -> {",
                        "    try (var line = Client.<Order>connect(\"localhost\", port, \"secret\".getBytes())) {",
                        "        line.send(new Order(1, \"tea\"));",
                        "        System.out.println(line.receive());",
                        "    }",
                        "});",
                        "caller.start();",
                        "try (var line = listener.<Order>accept()) { line.send(new Order(2, line.receive().what())); }",
                        "caller.join();",
                        "listener.close();")
                .prints("Order[id=2, what=tea]\n");
    }

    @Test
    void anInterfaceOfACellIsManagedAndItsProxyIsCapturedByTasks() {
        notebook.cell(
                        "interface Book { void add(Order order); List<Order> all(); }",
                        "class Pages implements Book {",
                        "    private final List<Order> orders = Collections.synchronizedList(new ArrayList<>());",
                        "    public void add(Order order) { orders.add(order); }",
                        "    public List<Order> all() { return orders; }",
                        "}")
                .succeeds();
        notebook.cell(
                        "var manager = Manager.start();",
                        "Book book = manager.register(Book.class, new Pages());",
                        "Map<String, Order> map = manager.map();",
                        "try (var pool = new ProcessPool(2)) {",
                        "    pool.map(i -> { var o = new Order(i, \"tea\"); book.add(o); map.put(\"k\" + i, o); return i; }, List.of(1, 2, 3));",
                        "}",
                        "System.out.println(book.all().stream().mapToInt(Order::id).sum() + \" \" + new TreeMap<>(map).get(\"k2\"));",
                        "manager.close();")
                .prints("6 Order[id=2, what=tea]\n");
    }

    @Test
    void anInterfaceItselfTravels() {
        notebook.cell(
                        "interface Named { String name(); }",
                        "Class<?> type = Named.class;",
                        "try (var pool = new ProcessPool(1)) { System.out.println(pool.apply(() -> type.getMethods()[0].getName())); }")
                .prints("name\n");
    }

    @Test
    void whatAWorkersWorkerPrintsAndDisplaysAppearsUnderTheCell() {
        var ran = notebook.cell(
                        "var outer = new WorkerProcess(() -> {",
                        "    var inner = new WorkerProcess(() -> { System.out.println(\"inner \" + System.in.read()); display(new Order(1, \"tea\")); });",
                        "    inner.start();",
                        "    inner.join();",
                        "    try (var pool = new ProcessPool(2)) { System.out.println(pool.map(x -> x * x, List.of(1, 2, 3))); }",
                        "    System.out.println(WorkerProcess.active());",
                        "});",
                        "outer.start();",
                        "outer.join();")
                .prints("inner -1\n[1, 4, 9]\n[]\n");
        assertEquals(1, ran.output().displayed.size());
    }

    @Test
    void aTraceThatAWorkerPrintsHasTheCellsLinesAndNoneOfOurs() {
        var ran = notebook.cell(
                "int half(int n) { if (n % 2 != 0) throw new IllegalArgumentException(\"odd\"); return n / 2; }",
                "try (var pool = new ProcessPool(1)) {",
                "    pool.apply(() -> {",
                "        try { return half(3); }",
                "        catch (IllegalArgumentException e) { e.printStackTrace(); return 0; }",
                "    });",
                "}");
        ran.succeeds();
        assertEquals(
                "java.lang.IllegalArgumentException: odd\n\tat half In [2]:1\n\tat lambda In [2]:4\n",
                ran.output().err.toString());
    }

    @Test
    void aWorkersUncaughtExceptionIsShownWithTheCellsLinesAndWithoutOurs() {
        var ran = notebook.cell(
                "void serve(int id) {",
                "    throw new IllegalStateException(\"no tea\");",
                "}",
                "var process = new WorkerProcess(() -> serve(1));",
                "process.start();",
                "process.join();",
                "System.out.println(process.exitCode().getAsInt());");
        ran.prints("1\n");
        var trace = plain(ran.output().err);
        assertTrue(trace.contains("Exception in WorkerProcess-"), trace);
        assertTrue(trace.contains("java.lang.IllegalStateException: no tea"), trace);
        assertTrue(trace.contains("at serve In [2]:2\n        → throw new IllegalStateException"), trace);
        assertTrue(!trace.contains("org.forkbook") && !trace.contains("REPL."), trace);
    }

    @Test
    void theErrorOfADeadWorkerNamesTheCellsLine() {
        notebook.cell(
                        "try (var pool = new ProcessPool(1)) {",
                        "    pool.apply(() -> Runtime.getRuntime().halt(9));",
                        "}")
                .failsSaying(
                        "org.forkbook.multiprocessing.WorkerDiedException",
                        "exit code 9",
                        "at In [2]:2",
                        "→ pool.apply");
    }

    @Test
    void aWorkerThatRunsOutOfMemoryIsNotTakenForTheKernel() {
        notebook.cell(
                        "try (var pool = ProcessPool.builder().size(1).jvmOptions(\"-Xmx32m\").build()) {",
                        "    pool.apply(() -> { var all = new ArrayList<long[]>(); while (true) all.add(new long[1 << 20]); });",
                        "}")
                .failsSaying("java.lang.OutOfMemoryError", "A worker needed more memory", "Caused by", "at In [2]:2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock.lock();",
                "lock.hold();",
                "queue.take();",
                "barrier.await();",
                "semaphore.acquireUninterruptibly();",
                "process.join();",
                "process.onExit().join();",
                "pool.apply(() -> Thread.sleep(100_000));",
                "pool.applyAsync(() -> Thread.sleep(100_000)).thenRun(() -> {}).join();",
                "pool.submit(() -> Thread.sleep(100_000)).get();",
                "pool.imap(x -> { Thread.sleep(100_000); return x; }, List.of(1)).toList();"
            })
    void theStopButtonEndsEveryWaitAtOnceAndNothingElse(String wait) {
        notebook.cell(
                        "var lock = ProcessLock.create();",
                        "var queue = ProcessQueue.<Integer>create();",
                        "var barrier = ProcessBarrier.create(2);",
                        "var semaphore = ProcessSemaphore.create(0);",
                        "var pool = new ProcessPool(1);",
                        "var held = ProcessEvent.create();",
                        "var process = new WorkerProcess(() -> { lock.lock(); held.set(); Thread.sleep(100_000); });",
                        "process.start();",
                        "held.await();")
                .succeeds();
        var output = new Notebook.Recorded();
        var stop = new Thread(() -> {
            try {
                output.nextPrinted();
                notebook.interpreter.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stop.start();
        var cell = new Interpreter.Cell("System.out.println(\"go\"); " + wait, 9, false, true, Map.of());
        var failure = notebook.interpreter.execute(cell, output).failure();
        assertNotNull(failure);
        assertEquals("InterruptedException", failure.name());
        // Not by the last resort, which abandons a thread.
        assertEquals("the cell was interrupted", failure.message());
        notebook.cell("process.isAlive() + \" \" + pool.apply(() -> 42)").returns("true 42");
        notebook.cell("process.close();", "pool.close();").succeeds();
    }

    @Test
    void lambdasThatAreArgumentsReadTheVariablesAsTheyWereWhenTheyWereSubmitted() {
        notebook.cell(
                        "int base = 10;",
                        "try (var pool = new ProcessPool(1)) {",
                        "    System.out.println(pool.map(f -> f.get(), List.<Supplier<Integer>>of(() -> base + 1)));",
                        "    base = 20;",
                        "    System.out.println(pool.map(f -> f.get(), List.<Supplier<Integer>>of(() -> base + 1)));",
                        "    System.out.println(pool.starmap((f, n) -> f.apply(n), List.of(Map.entry((Function<Integer, Integer>) n -> n * base, 3))));",
                        "}")
                .prints("[11]\n[21]\n[60]\n");
    }

    @Test
    void objectsThatAreArgumentsReadTheVariablesInMethodsOfTheCellsInterfaces() {
        notebook.cell(
                        "int base = 10;",
                        "interface Job { int run(); }",
                        "record Times(int n) implements Job { public int run() { return n * base; } }",
                        "try (var pool = new ProcessPool(1)) {",
                        "    System.out.println(pool.map(job -> job.run(), List.<Job>of(new Times(1), new Times(2))));",
                        "}")
                .prints("[10, 20]\n");
    }

    @Test
    void lambdasInAQueueAndAPipeReadTheVariablesAsTheyWereWhenTheyWereSent() {
        notebook.cell(
                        "int base = 10;",
                        "ProcessQueue<Runnable> queue = ProcessQueue.create();",
                        "var pipe = Pipe.<Runnable>open();",
                        "var worker = new WorkerProcess(() -> { queue.take().run(); queue.take().run(); pipe.second().receive().run(); });",
                        "worker.start();",
                        "queue.put(() -> System.out.println(base));",
                        "base = 20;",
                        "queue.put(() -> System.out.println(base));",
                        "base = 30;",
                        "pipe.first().send(() -> System.out.println(base));",
                        "worker.join();")
                .prints("10\n20\n30\n");
    }

    @Test
    void aWorkersOwnVariablesAreNotThoseOfAMessage() {
        notebook.cell(
                        "int base = 10;",
                        "ProcessQueue<Runnable> queue = ProcessQueue.create();",
                        "var worker = new WorkerProcess(() -> { base = base + 1; queue.take().run(); });",
                        "worker.start();",
                        "queue.put(() -> System.out.println(base));",
                        "worker.join();",
                        "System.out.println(base);")
                .prints("11\n10\n");
    }

    @Test
    void aMessageMayReadWhatCannotBeSentAsLongAsItIsReadWhereItIs() {
        notebook.cell(
                        "Thread thread = new Thread(\"here\");",
                        "ProcessQueue<Supplier<String>> queue = ProcessQueue.create();",
                        "queue.put(() -> thread.getName());",
                        "System.out.println(queue.take().get());")
                .prints("here\n");
    }

    @Test
    void aManagersObjectReadsTheVariables() {
        notebook.cell(
                        "int step = 10;",
                        "interface Counter { int next(); }",
                        "class Counting implements Counter { int n; public int next() { n += step; return n; } }",
                        "try (var manager = Manager.start()) {",
                        "    var counter = manager.register(Counter.class, new Counting());",
                        "    System.out.println(counter.next() + \" \" + counter.next());",
                        "    Map<String, Integer> map = manager.map();",
                        "    System.out.println(map.computeIfAbsent(\"key\", key -> step));",
                        "}")
                .prints("10 20\n10\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var service = new ExecutorCompletionService<Integer>(pool); service.submit(() -> { System.out.println(1); return 42; }); int n = service.take().get();",
                "int n = Executors.unconfigurableExecutorService(pool).submit(() -> { System.out.println(1); return 42; }).get();",
                "Executors.unconfigurableExecutorService(pool).submit(() -> System.out.println(1)).get(); int n = 42;",
                "int n = CompletableFuture.supplyAsync(() -> { System.out.println(1); return 40; }, pool).thenApplyAsync(x -> x + 2, pool).get();",
            })
    void wrappersOfTheJdkAroundAPoolSendTasksToItsProcesses(String code) {
        notebook.cell("try (var pool = new ProcessPool(1)) {", code, "System.out.println(n);", "}")
                .prints("1\n42\n");
    }

    @Test
    void buffersAndCharsetsTravel() {
        notebook.cell(
                        "import java.nio.*; import java.nio.charset.*;",
                        "var bytes = ByteBuffer.allocate(5000).order(ByteOrder.LITTLE_ENDIAN).putInt(7).limit(4000);",
                        "try (var pool = new ProcessPool(1)) {",
                        "    var back = pool.apply(() -> bytes.putInt(8));",
                        "    System.out.println(back + \" \" + back.order() + \" \" + back.getInt(0) + back.getInt(4) + \" \" + bytes.position());",
                        "    System.out.println(pool.map(set -> set.name(), List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)));",
                        "}")
                .prints("java.nio.HeapByteBuffer[pos=8 lim=4000 cap=5000] LITTLE_ENDIAN 78 4\n[UTF-8, ISO-8859-1]\n");
    }
}
