package org.forkbook.kernel.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.forkbook.kernel.interpreter.Notebook;
import org.forkbook.kernel.source.CompileProblem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Messages of cells that don't compile. */
@Timeout(120)
class CompileMessagesTest {

    private static final Notebook NOTEBOOK = new Notebook();

    @AfterAll
    static void close() {
        NOTEBOOK.close();
    }

    @Test
    void anUnknownNameIsNotHiddenByWhatFollowsFromIt() {
        var trace = NOTEBOOK.cell(
                        "<T> T given(Callable<T> task) throws Exception { return task.call(); }",
                        "System.out.println(given(() -> nowhere + 1));")
                .fails("CompilationError");
        assertTrue(trace.startsWith("In [") && trace.contains("variable nowhere"), trace);
        assertFalse(trace.contains("ambiguous"), trace);
    }

    @Test
    void whatALaterDeclarationMadeWrongIsSaid() {
        NOTEBOOK.cell(
                        "enum Light { RED, GREEN }",
                        "int code(Light light) { return switch (light) { case RED -> 1; case GREEN -> 2; }; }")
                .succeeds();
        NOTEBOOK.cell("enum Light { RED, GREEN, AMBER }").succeeds();
        NOTEBOOK.cell("code(Light.RED)")
                .failsSaying(
                        "UnresolvedReference",
                        "code(Light) can't be used any more",
                        "does not cover all possible input values");
    }

    @Test
    void aVariableOfItselfIsAnErrorOfTheCell() {
        NOTEBOOK.cell("var own = own;").failsSaying("CompilationError", "self-referencing");
        NOTEBOOK.cell("1 + 1").returns("2");
    }

    @Test
    void aNameThatJShellNeedsIsRefusedByName() {
        NOTEBOOK.cell("int do_it$() { return 6; }").failsSaying("CompilationError", "uses the name do_it$ itself");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void aTypeThatJShellsCodeNamesIsRefusedByName() {
        for (var name : List.of("Object", "Throwable", "SuppressWarnings")) {
            NOTEBOOK.cell("class " + name + " {}")
                    .failsSaying("CompilationError", "uses the name " + name + " itself in Java");
        }
        NOTEBOOK.cell("var listed = List.of(6);", "listed.get(0)").returns("6");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void whatANewerJavaHasIsSaidWithItsNumber() {
        NOTEBOOK.cell("for (var _ : List.of(1)) {}").failsSaying("CompilationError", "Java 22 has that");
        NOTEBOOK.cell("Map.of(1, 2).forEach((k, _) -> {});").failsSaying("CompilationError", "Java 22 has that");
        NOTEBOOK.cell("record At(int x, int y) {}", "Object at = new At(1, 2);").succeeds();
        NOTEBOOK.cell("if (at instanceof At(int x, int y)) {}")
                .failsSaying("CompilationError", "Java 21 has that (record patterns)");
        NOTEBOOK.cell("switch (at) { case At a -> {} default -> {} }")
                .failsSaying("CompilationError", "Java 21 has that");
        NOTEBOOK.cell("List.of(1).getFirst()").failsSaying("CompilationError", "Java 21 has that (getFirst)");
        NOTEBOOK.cell("IO.println(1);").failsSaying("CompilationError", "Java 25 has that (IO)");
        NOTEBOOK.cell("import module java.base;").failsSaying("CompilationError", "Java 25 has that");
    }

    @Test
    void aStringTemplateIsSaidToBeGone() {
        NOTEBOOK.cell("String s = STR.\"a \\{1}\";").failsSaying("CompilationError", "was removed");
    }

    @Test
    void nothingIsSaidOfWhatTheKernelsJavaHas() {
        var problem = new CompileProblem(
                "cannot find symbol\n  symbol:   method getFirst()", "compiler.err.cant.resolve", 0, 1);
        assertEquals(
                "Java 21 has that (getFirst), and this kernel runs on Java 17.",
                NewerJavaFeatures.advice(problem, "x.getFirst()", 17));
        assertNull(NewerJavaFeatures.advice(problem, "x.getFirst()", 21));
    }

    @Test
    void anErrorHasAnEnd() {
        var failure = NOTEBOOK.cell("/*".repeat(60_000)).result().failure();
        assertTrue(failure != null && length(failure.traceback()) < 150_000);
        var wrong = NOTEBOOK.cell("int wrong = \"" + "x".repeat(100_000) + "\" " + "+ nope ".repeat(2_000) + ";")
                .result()
                .failure();
        assertTrue(wrong != null && length(wrong.traceback()) < 150_000);
        var thrown = NOTEBOOK.cell("throw new IllegalStateException(\"x\".repeat(3_000_000));")
                .result()
                .failure();
        assertTrue(
                thrown != null && length(thrown.traceback()) + thrown.message().length() < 150_000);
    }

    private static int length(List<String> lines) {
        return lines.stream().mapToInt(String::length).sum();
    }
}
