package org.forkbook.kernel.introspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.kernel.execution.Interpreter;
import org.forkbook.kernel.interpreter.Notebook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inspection of names: documentation in three forms, sources, values; and completion of magics. */
@Timeout(300)
class InspectionTest {

    static Notebook notebook;

    @BeforeAll
    static void openNotebook() {
        notebook = new Notebook();
        notebook.cell(
                        "/** Doubles a number.",
                        " *",
                        " * @param n the {@code number} to double",
                        " */",
                        "int twice(int n) {",
                        "    return 2 * n;",
                        "}",
                        "/** A point. */",
                        "record Point(int x, int y) {",
                        "    /** Both together. */",
                        "    int sum() { return x + y; }",
                        "}",
                        "var point = new Point(1, 2);",
                        "int[] numbers = {1, 2, 3};")
                .succeeds();
    }

    @AfterAll
    static void closeNotebook() {
        notebook.close();
    }

    private static JsonObject inspect(String codeWithBar, int level) {
        int cursor = codeWithBar.indexOf('|');
        var found = notebook.interpreter.inspect(codeWithBar.replace("|", ""), cursor, level);
        assertNotNull(found, "nothing is known of " + codeWithBar);
        return found.data();
    }

    private static String plain(String codeWithBar, int level) {
        return inspect(codeWithBar, level).get("text/plain").getAsString();
    }

    @Test
    void theNotebooksOwnMethodsHaveTheirDocumentationAndTheirSource() {
        assertEquals("int twice(int n)\n\nDoubles a number.\n  n: the number to double", plain("twi|ce(2)", 0));
        assertTrue(plain("twice|", 1).contains("return 2 * n;"));
        var data = inspect("twice|", 0);
        assertTrue(data.get("text/html").getAsString().contains("<dt><code>n</code></dt><dd>the <code>number</code>"));
        assertTrue(data.get("text/markdown").getAsString().contains("- `n`: the `number` to double"));
    }

    @Test
    void theNotebooksOwnTypesHaveTheirs() {
        assertTrue(plain("Poi|nt p;", 0).contains("A point."));
        assertTrue(plain("Point|", 1).contains("record Point(int x, int y) {"));
        assertTrue(plain("point.su|m()", 0).contains("Both together."), () -> plain("point.su|m()", 0));
    }

    @Test
    void aVariableIsToldWithItsTypeAndItsValue() {
        assertEquals("point:Point\n\nValue: Point[x=1, y=2]", plain("poi|nt", 0));
        assertTrue(plain("numbers|", 0).contains("Value: [1, 2, 3]"));
    }

    @Test
    void aCommentIsMadeIntoTextMarkdownAndHtml() {
        var comment = new JavadocText("""
                 Says {@code a < b} &amp; links {@link java.util.List#of() of}.
                 <p>More:
                 <ul>
                 <li>one <b>two</b>
                 </ul>
                 @return a {@linkplain Object thing}
                 @throws Bad if {@literal <x>}
                 @author no one
                """);
        assertEquals(
                "Says a < b & links of.\n\nMore:\n- one two\n  returns: a thing\n  throws Bad: if <x>",
                comment.plain());
        assertTrue(comment.markdown().contains("`a < b`"), comment.markdown());
        assertTrue(comment.markdown().contains("**two**"), comment.markdown());
        assertTrue(comment.html().contains("<code>a &lt; b</code>"), comment.html());
        assertTrue(comment.html().contains("<dt><code>throws Bad</code></dt><dd>if &lt;x&gt;</dd>"), comment.html());
    }

    @Test
    void aNameIsReadOffItsSignature() {
        assertEquals(
                new InspectedName("List", "add", List.of("int", "E")),
                InspectedName.of("void List<E extends Object>.add(int index, E element)"));
        assertEquals(
                new InspectedName("ArrayList", "<init>", List.of("Collection")),
                InspectedName.of("ArrayList<E>(Collection<? extends E> c)"));
        assertEquals(new InspectedName("Math", "PI", null), InspectedName.of("Math.PI:double"));
        assertEquals(new InspectedName("", "words", null), InspectedName.of("words:java.util.List<java.lang.String>"));
        assertEquals(new InspectedName("Pt", "sum", List.of()), InspectedName.of("int Pt(int x, int y).sum()"));
        assertEquals(new InspectedName("", "twice", List.of("int")), InspectedName.of("int twice(int n)"));
        assertEquals(
                new InspectedName("java.util.Map.Entry", null, null), InspectedName.of("java.util.Map.Entry<K, V>"));
    }

    @Test
    void aSourceFileIsSearchedForMembers() {
        var source = new JavaSource(
                "class A { /** Is b. */ static class B<T> { /** Two. */ void f(String a, T... b) { } void f() { } } }");
        var found = source.find(List.of("A", "B"), "f", List.of("String", "T[]"));
        assertTrue(
                found != null && "Two.".equals(String.valueOf(found.comment()).strip()));
        assertTrue(
                found.source().startsWith("/** Two. */ void f(")
                        || found.source().startsWith("void f("),
                found.source());
    }

    private static List<String> complete(String codeWithBar) {
        int cursor = codeWithBar.indexOf('|');
        return notebook.interpreter.complete(codeWithBar.replace("|", ""), cursor).matches().stream()
                .map(Interpreter.Match::text)
                .toList();
    }

    @Test
    void magicsAreCompletedByTheirNames() {
        assertTrue(complete("%ti|").contains("%time"));
        assertTrue(complete("%|").contains("%%bash"));
        assertTrue(complete("%%wri|").contains("%%writefile"));
        assertTrue(complete("int n = 1;\n%class|").contains("%classpath"));
        assertTrue(!complete("int a = 10 %|").contains("%time"));
    }

    @Test
    void theJavaInMagicsAndBesideThemIsCompleted() {
        assertTrue(complete("%time numbers.len|").contains("length"));
        assertTrue(complete("%classpath x.jar\npoint.su|").contains("sum"));
    }

    @Test
    void filesAreCompletedInMagics(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("data.csv"), "");
        Files.createDirectory(folder.resolve("data"));
        var completion = notebook.interpreter.complete(
                "%jars " + folder + "/da", 9 + folder.toString().length());
        assertEquals(
                List.of("data.csv", "data/"),
                completion.matches().stream().map(Interpreter.Match::text).toList());
        assertEquals(7 + folder.toString().length(), completion.start());
        assertEquals(List.of("data.csv", "data/"), complete("Files.readString(Path.of(\"" + folder + "/da|"));
    }
}
