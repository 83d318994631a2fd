package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars that a cell adds: in later cells, and in workers that ran before. */
@Timeout(300)
class AddedJarsTest {

    @TempDir
    private static Path folder = Path.of("");

    private static Path jar = Path.of("");

    @AutoClose
    final Notebook notebook = new Notebook();

    @BeforeAll
    static void makeLibrary() throws IOException {
        jar = LibraryJar.make(folder.resolve("fruit.jar"), "fruit.Apple", """
                package fruit;
                public record Apple(int weight) implements java.io.Serializable {
                    public static int weigh(int apples) { return 100 * apples; }
                }
                """);
    }

    @Test
    void aPoolThatRanBeforeGetsTheJarWithItsNextTask() {
        notebook.cell("var pool = new ProcessPool(2);", "pool.map(x -> x + 1, List.of(1, 2, 3))")
                .returns("[2, 3, 4]");
        notebook.cell("%classpath " + jar).succeeds();
        notebook.cell("import fruit.Apple;", "pool.map(x -> Apple.weigh(x), List.of(1, 2, 3))")
                .returns("[100, 200, 300]");
        notebook.cell("pool.map(x -> new Apple(x), List.of(1, 2))").returns("[Apple[weight=1], Apple[weight=2]]");
        notebook.cell("pool.map(a -> a.weight(), List.of(new Apple(7)))").returns("[7]");
        notebook.cell("pool.close();").succeeds();
    }

    @Test
    void aJarWithAnAnnotationProcessorIsToldOnceUnderTheCellThatAddsIt() throws IOException {
        var processor = folder.resolve("generator.jar");
        LibraryJar.put(processor, "META-INF/services/javax.annotation.processing.Processor", "some.Generator\n");
        var ran = notebook.cell("%classpath " + processor).succeeds();
        var note = ran.output().notes();
        assertTrue(note.startsWith("generator.jar contains an annotation processor, which notebooks don't run"), note);
        assertEquals("", ran.output().err.toString());
        assertEquals(
                "",
                notebook.cell("%classpath " + processor + " " + jar)
                        .succeeds()
                        .output()
                        .notes());
    }

    @Test
    void everyThreadThatRunsCodeOfACellFindsTheServicesOfAJar() throws IOException {
        var plum = LibraryJar.make(folder.resolve("plum.jar"), "fruit.Plum", """
                package fruit;
                public class Plum implements java.util.function.Supplier<String> {
                    public String get() { return "a plum"; }
                }
                """);
        LibraryJar.put(plum, "META-INF/services/java.util.function.Supplier", "fruit.Plum\n");
        notebook.cell(
                        "var pool = new ThreadPool(1); var early = Executors.newFixedThreadPool(1);",
                        "pool.apply(() -> 1)")
                .returns("1");
        notebook.cell("%classpath " + plum).succeeds();
        notebook.cell(
                        "String found() {"
                                + " return ServiceLoader.load(Supplier.class).stream().map(s -> s.get().get()).toList().toString(); }")
                .succeeds();
        for (var code : new String[] {
            "found()",
            "CompletableFuture.supplyAsync(() -> found()).join()",
            "CompletableFuture.supplyAsync(() -> 1).thenApplyAsync(n -> found()).join()",
            "early.submit(() -> found()).get()",
            "new ForkJoinPool(1).submit(() -> found()).get()",
            "pool.apply(() -> found())",
            "pool.applyAsync(() -> 1).thenApply(n -> found()).join()",
            "Executors.newScheduledThreadPool(1).schedule(() -> found(), 1, TimeUnit.MILLISECONDS).get()",
        }) {
            notebook.cell("System.out.print(" + code + ");").prints("[a plum]");
        }
        notebook.cell(
                        "var results = new LinkedBlockingQueue<String>();",
                        "new Thread(() -> results.add(found())).start(); System.out.print(results.take());",
                        "new Timer(true).schedule(new TimerTask() { public void run() { results.add(found()); } }, 0);",
                        "System.out.print(results.take()); pool.close(); early.shutdown();")
                .prints("[a plum][a plum]");
    }

    @Test
    void aRendererThatAnAddedJarBringsShowsItsValues() throws IOException {
        var shown = LibraryJar.make(folder.resolve("pear.jar"), "fruit.Pear", """
                package fruit;
                public class Pear {
                    public static class Look implements org.forkbook.kernel.display.Renderer {
                        public Object render(Object value) { return value instanceof Pear ? "a ripe pear" : null; }
                    }
                }
                """);
        LibraryJar.put(shown, "META-INF/services/org.forkbook.kernel.display.Renderer", "fruit.Pear$Look\n");
        notebook.cell("1").returns("1"); // Existing renderers have been searched for.
        notebook.cell("%jars " + shown).succeeds();
        notebook.cell("new fruit.Pear()").returns("a ripe pear");
    }

    @Test
    void theSourcesBesideAnAddedJarAreItsDocumentation() throws IOException {
        var plum = LibraryJar.make(folder.resolve("plum.jar"), "fruit.Plum", """
                package fruit;
                public class Plum { public static int stones(int plums) { return plums; } }
                """);
        LibraryJar.put(folder.resolve("plum-sources.jar"), "fruit/Plum.java", """
                package fruit;
                public class Plum {
                    /** Counts the stones, one a plum. */
                    public static int stones(int plums) { return plums; }
                }
                """);
        notebook.cell("%jars " + plum).succeeds();
        var code = "fruit.Plum.stones(2)";
        var found = notebook.interpreter.inspect(code, code.indexOf("stones") + 2, 0);
        assertNotNull(found, "nothing is known of it");
        var text = found.data().get("text/plain").getAsString();
        assertTrue(text.contains("Counts the stones, one a plum."), text);
    }

    @Test
    void aProcessThatRunsGetsTheJarWithTheQueuesNextElement() {
        notebook.cell(
                        "ProcessQueue<Object> in = ProcessQueue.create(); ProcessQueue<String> out = ProcessQueue.create();",
                        "var process = new WorkerProcess(() -> { for (int i = 0; i < 2; i++) out.put(\"\" + in.take()); });",
                        "process.start();",
                        "in.put(1);",
                        "out.take()")
                .returns("1");
        notebook.cell("%classpath " + jar).succeeds();
        notebook.cell("in.put(new fruit.Apple(5));", "out.take()").returns("Apple[weight=5]");
        notebook.cell("process.join();").succeeds();
    }

    @Test
    void aWorkersWorkerHasTheJarToo() {
        notebook.cell("var pool = new ProcessPool(1);", "pool.apply(() -> 1)").returns("1");
        notebook.cell("%classpath " + jar).succeeds();
        notebook.cell(
                        "int nested() { try (var inner = new ProcessPool(1)) { return inner.apply(() -> fruit.Apple.weigh(3)); } }",
                        "pool.apply(() -> nested())")
                .returns("300");
        notebook.cell("pool.close();").succeeds();
    }

    @Test
    void aLibraryThatTheKernelHasTooIsThereInTheNotebooksVersion() throws IOException {
        var other = LibraryJar.make(
                folder.resolve("lang.jar"),
                "org.apache.commons.lang3.StringUtils",
                "package org.apache.commons.lang3; public class StringUtils { public static int ours() { return 3; } }");
        notebook.cell("%classpath " + other).succeeds();
        notebook.cell("org.apache.commons.lang3.StringUtils.ours()").returns("3");
        notebook.cell("new ProcessPool(1).apply(() -> org.apache.commons.lang3.StringUtils.ours())")
                .returns("3");
    }

    @Test
    void everyThreadOfAWorkerFindsTheServicesAndResourcesOfAddedJars() throws IOException {
        var cherry = LibraryJar.make(folder.resolve("cherry.jar"), "fruit.Cherry", """
                package fruit;
                public class Cherry implements java.util.function.Supplier<String> {
                    public String get() { return "a cherry"; }
                }
                """);
        LibraryJar.put(cherry, "META-INF/services/java.util.function.Supplier", "fruit.Cherry\n");
        LibraryJar.put(cherry, "fruit/cherry.txt", "red");
        notebook.cell("%jars " + cherry).succeeds();
        notebook.cell(
                        "Object services() { return ServiceLoader.load(java.util.function.Supplier.class).stream()"
                                + ".map(p -> p.get().get()).toList(); }",
                        "boolean found() { return services().toString().equals(\"[a cherry]\") &&"
                                + " Thread.currentThread().getContextClassLoader().getResource(\"fruit/cherry.txt\") != null; }",
                        "boolean inThread() throws Exception { var f = new FutureTask<>(() -> found());"
                                + " new Thread(f).start(); return f.get(); }",
                        "boolean inCommonPool() throws Exception { return CompletableFuture.supplyAsync(() -> found()).get(); }",
                        "boolean inExecutor() throws Exception { var e = Executors.newSingleThreadExecutor();"
                                + " try { return e.submit(() -> found()).get(); } finally { e.shutdown(); } }")
                .succeeds();
        notebook.cell(
                        "var fresh = new ProcessPool(1);",
                        "fresh.apply(() -> List.of(found(), inThread(), inCommonPool(), inExecutor())) + \" \" +",
                        "fresh.map(n -> found(), List.of(1)) + \" \" + fresh.apply(() -> { try (var threads = new ThreadPool(1))"
                                + " { return threads.apply(() -> found()); } })")
                .returns("[true, true, true, true] [true] true");
        notebook.cell("fresh.close();").succeeds();
        notebook.cell("var process = new WorkerProcess(() -> System.out.println(found() + \" \" + inCommonPool()));"
                        + " process.start(); process.join();")
                .prints("true true\n");
    }
}
