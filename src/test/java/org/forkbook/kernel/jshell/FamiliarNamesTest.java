package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cells of notebooks that were written for IJava and JJava. */
@Timeout(300)
class FamiliarNamesTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @Test
    void aNotebookRegistersTheShellMagicAndUsesItInTheSameCell() {
        notebook.cell(
                        "import io.github.spencerpark.ijava.IJava;",
                        "import io.github.spencerpark.jupyter.kernel.magic.common.Shell;",
                        "IJava.getKernelInstance().getMagics().registerMagics(Shell.class);",
                        "%sh echo one; echo two")
                .returns("[one, two]");
        notebook.cell("%%sh", "echo three").returns("[three]");
        notebook.cell("List<String> lines = %sh echo four", "lines.get(0)").returns("four");
    }

    @Test
    void aNotebookDefinesMagicsOfItsOwn() {
        notebook.cell(
                        "import io.github.spencerpark.jupyter.kernel.magic.registry.*;",
                        "public class Own {",
                        "    @LineMagic(aliases = {\"greet\"})",
                        "    public String hello(List<String> args) { return \"hello \" + String.join(\"+\", args); }",
                        "    @CellMagic(\"count\")",
                        "    public static int lines(List<String> args, String body) { return body.split(\"\\n\").length; }",
                        "}",
                        "getKernelInstance().getMagics().registerMagics(new Own());")
                .succeeds();
        notebook.cell("%hello you \"and me\"").returns("hello you+and me");
        notebook.cell("%greet x").returns("hello x");
        notebook.cell("%%count", "a", "b", "c").returns("3");
        notebook.cell("String text = lineMagic(\"hello\", List.of(\"z\"));", "text")
                .returns("hello z");
        notebook.cell("getKernelInstance().getMagics().registerLineMagic(\"up\", args -> args.get(0).toUpperCase());")
                .succeeds();
        notebook.cell("%up low").returns("LOW");
        notebook.cell("kernel().getMagicsRegistry().registerCellMagic(\"sum\", (k, args, body) -> body.length());")
                .succeeds();
        notebook.cell("%%sum", "1234").returns("4");
    }

    @Test
    void aNotebookNamesClassesByThePackagesThatTheyHadOnce() {
        notebook.cell(
                        "import org.forkbook.multiprocessing.ProcessPool;",
                        "import static org.forkbook.kernel.eval.Input.*;",
                        "try (ProcessPool pool = new org.forkbook.multiprocessing.ProcessPool(1)) {",
                        "    System.out.println(pool.map(n -> n + 1, List.of(1)));",
                        "}")
                .prints("[2]\n");
    }

    @Test
    void anImportOfWhatIsImportedAnywayHidesNothing() {
        for (var name : NotebookSession.IMPORTS.subList(1, NotebookSession.IMPORTS.size())) {
            notebook.cell(
                            NotebookSession.importing(name),
                            "List.of(Duration.ZERO, new java.util.concurrent.atomic.AtomicInteger(1), Progress.isAutomatic())")
                    .succeeds();
        }
    }

    @Test
    void aCellHasAnotherEvaluated() {
        notebook.cell("(int) eval(\"1 + 2\") + 3").returns("6");
        notebook.cell("eval(\"int made = 5;\");").succeeds();
        notebook.cell("made").returns("5");
        notebook.cell("import static io.github.spencerpark.ijava.runtime.Kernel.*;", "eval(\"made + 1\")")
                .returns("6");
        notebook.cell("IJavaLike.x").fails("CompilationError");
        notebook.cell("eval(\"nowhere\")").failsSaying("org.forkbook.kernel.magic.MagicFailedException", "nowhere");
    }

    @Test
    void valuesAreShownByRegisteredFunctions() {
        notebook.cell(
                        "import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;",
                        "record Dot(int x) {}",
                        "getKernelInstance().getRenderer().createRegistration(Dot.class)",
                        "    .preferring(MIMEType.TEXT_HTML)",
                        "    .register((dot, context) -> context.renderIfRequested(MIMEType.TEXT_HTML, () -> \"<i>\" + dot.x() + \"</i>\"));")
                .succeeds();
        var shown = notebook.cell("new Dot(3)").succeeds().result().value();
        assertEquals(
                "<i>3</i>", shown == null ? null : shown.data().get("text/html").getAsString());
    }

    @Test
    void aLibrarysRendererForJJavaLearnsWhetherItWasWanted() {
        notebook.cell(
                        "import org.dflib.jjava.jupyter.kernel.display.RenderContext;",
                        "import org.dflib.jjava.jupyter.kernel.display.RenderFunction;",
                        "import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;",
                        "record Dot(int x) {}",
                        "boolean[] wanted = new boolean[2];",
                        "RenderFunction<Dot> function = (dot, context) -> {",
                        "    wanted[0] = context.renderIfRequested(MIMEType.TEXT_HTML, () -> \"<i>dot</i>\");",
                        "    wanted[1] = context.renderIfRequested(MIMEType.TEXT_LATEX, () -> \"$.$\");",
                        "};",
                        "kernel().getRenderer().createRegistration(Dot.class).preferring(\"text/html\").register(function);")
                .succeeds();
        notebook.cell("display(new Dot(1));", "Arrays.toString(wanted)").returns("[true, false]");
    }

    @Test
    void aDisplayDataOfEitherNameIsShownAsWhatItHolds() {
        for (var home : new String[] {"io.github.spencerpark.jupyter", "org.dflib.jjava.jupyter"}) {
            var ran = notebook.cell(
                            "var data = new " + home + ".kernel.display.DisplayData(\"plain\");",
                            "data.putHTML(\"<b>html</b>\");",
                            "display(data);")
                    .returnsNothing();
            var shown = ran.output().displayed.get(0).data();
            assertEquals("<b>html</b>", shown.get("text/html").getAsString());
            assertEquals("plain", shown.get("text/plain").getAsString());
        }
    }

    @Test
    void jarsAreAddedByFunctionsAndMagicsThatGiveTheirNames(@TempDir Path folder) throws IOException {
        LibraryJar.make(
                folder.resolve("kiwi.jar"),
                "fruit.Kiwi",
                "package fruit; public class Kiwi { public static int n = 9; }");
        notebook.cell("List<String> added = %jars " + folder + "/*.jar", "added.size()")
                .returns("1");
        notebook.cell("fruit.Kiwi.n").returns("9");
        var other = LibraryJar.make(
                folder.resolve("lime.jar"),
                "fruit.Lime",
                "package fruit; public class Lime { public static int n = 8; }");
        notebook.cell("getKernelInstance().addToClasspath(\"" + other + "\");", "fruit.Lime.n")
                .returns("8");
    }

    @Test
    void aTaskInAWorkerIsToldThatThereIsNoNotebook() {
        var trace =
                notebook.cell("new ProcessPool(1).apply(() -> eval(\"1\"))").fails("java.lang.IllegalStateException");
        assertTrue(trace.contains("There is no notebook in this process"), trace);
    }
}
