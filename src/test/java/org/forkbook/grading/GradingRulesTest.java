package org.forkbook.grading;

import static org.forkbook.grading.SchoolClass.GREETS;
import static org.forkbook.grading.SchoolClass.SOLVED;
import static org.forkbook.grading.SchoolClass.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.forkbook.client.CellFailure;
import org.forkbook.notebook.Notebook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a grader does to a notebook before it runs, and to results afterwards. */
class GradingRulesTest {

    @TempDir
    private Path folder;

    private SchoolClass pupils;

    @BeforeEach
    void aClass() throws IOException {
        pupils = new SchoolClass(folder);
    }

    private List<JsonObject> restored(Consumer<JsonArray> change) throws IOException {
        var file = pupils.handIn("anna", SOLVED, GREETS, change);
        return Assignment.cells(
                Restoration.of(Notebook.read(file), pupils.assignment()).notebook());
    }

    private static List<String> ids(List<JsonObject> cells) {
        return cells.stream()
                .map(cell -> Assignment.gradeId(cell).orElse("-"))
                .filter(id -> !id.equals("-"))
                .toList();
    }

    private static final List<String> ALL = List.of("square", "check-square", "hello", "check-hello", "why");

    @Test
    void checksAreTheLessonsWhateverAStudentDidToThem() throws Exception {
        var cells = restored(all -> {
            cell(all, "check-square").addProperty("source", "System.out.println(\"passed\");");
            cell(all, "check-square").addProperty("cell_type", "raw");
            all.add(cell(all, "check-hello").deepCopy());
        });
        assertEquals(ALL, ids(cells));
        assertTrue(Assignment.source(cells.get(4)).contains(SchoolClass.SECRET));
        assertTrue(Assignment.isCode(cells.get(4)));
    }

    @Test
    void lostChecksComeBackBehindTheirExercisesAndCellsThatWereAddedStay() throws Exception {
        var cells = restored(all -> {
            all.remove(cell(all, "check-square"));
            all.remove(cell(all, "check-hello"));
            SchoolClass.first("int extra = 1;").accept(all);
        });
        assertEquals(ALL, ids(cells));
        assertEquals("int extra = 1;", Assignment.source(cells.get(0)));
    }

    @Test
    void aNotebookThatHasLostItsMetadataIsKnownByItsCellIds() throws Exception {
        var cells = restored(all -> all.forEach(
                each -> each.getAsJsonObject().getAsJsonObject("metadata").remove("nbgrader")));
        assertEquals(
                2,
                cells.stream()
                        .filter(each -> Assignment.source(each).contains("checks.Check")
                                || Assignment.source(each).contains("Check.that"))
                        .count());
    }

    @Test
    void demonstrationsAreSkippedUnlessTheyWereChanged() throws Exception {
        assertTrue(restored(all -> {}).get(1).toString().contains("skip-execution"));
        assertFalse(restored(all -> all.get(1).getAsJsonObject().addProperty("source", "int mine = 1;"))
                .get(1)
                .toString()
                .contains("skip-execution"));
    }

    @Test
    void namesThatWouldHideThoseOfACheckAreSeenThroughDisguises() {
        assertEquals(Set.of("Check"), Shadows.declaredIn("class /* */ Check {}"));
        assertEquals(Set.of("Check"), Shadows.declaredIn("record \\u0043heck() {}"));
        assertEquals(
                Set.of("Check", "list"), Shadows.declaredIn("var Check = new Object(); int list(int a) { return 1; }"));
        assertEquals(Set.of("assertEquals"), Shadows.declaredIn("void assertEquals(Object a, Object b) {}"));
        assertEquals(Set.of(), Shadows.declaredIn("// class Check {}\nvar s = \"class Check {}\"; Check.that();"));
        assertEquals(Set.of(), Shadows.declaredIn("import java.util.List; import org.forkbook.checks.Check;"));
        assertEquals(Set.of("Check"), Shadows.declaredIn("import mine.Check;"));
        assertTrue(Shadows.usedIn("Check.that(\"a\", () -> square(3)).is(List.of(1));")
                .containsAll(Set.of("Check", "square", "List")));
    }

    @Test
    void aHiddenTestsFailureShowsWhatItsAuthorWroteForReadersAndNoMore() {
        var source = """
                Check.that("square(3)", () -> square(3)).is(9);
                // BEGIN HIDDEN TESTS
                Check.that("below zero", () -> square(-5)).hint("it is positive").is(25);
                // END HIDDEN TESTS
                """;
        var hidden = new CellFailure(
                3,
                "In [3]:3",
                "org.forkbook.checks.CheckFailedError",
                "below zero\n  expected: 25\n  got:      -25\n  hint:     it is positive");
        assertEquals(
                "A hidden test failed.\nTested: below zero\nHint: it is positive",
                Explanation.of(source, hidden, "[\"at In [3]:3 -> Check.that\"]"));
        var seen = new CellFailure(
                3, "In [3]:1", "org.forkbook.checks.CheckFailedError", "square(3)\n  expected: 9\n  got:      6");
        assertEquals(seen.message(), Explanation.of(source, seen, "[\"at In [2]:7\", \"at In [3]:1\"]"));
        var forged = new CellFailure(3, "In [3]:3", "java.lang.Error", "Check.that(\"below zero\", () -> square(-5))");
        assertEquals("A hidden test failed.", Explanation.of(source, forged, "[\"at In [3]:3\"]"));
    }

    @Test
    void whatTheCompilerSaysIsShownUpToTheFirstProblem() {
        var traceback = """
                In [3]:1: cannot find symbol
                    square(3)
                    ^^^^^^
                  symbol: method square(int)
                In [3]:4: cannot find symbol
                    square(-5)
                """;
        var failure = new CellFailure(3, "In [3]:1", "CompilationError", "cannot find symbol (and 1 more)");
        var hiding = "square(3);\n// BEGIN HIDDEN TESTS\n//\nsquare(-5);\n// END HIDDEN TESTS";
        for (var source : List.of("square(3);", hiding)) {
            var said = Explanation.of(source, failure, traceback);
            assertTrue(
                    said.contains("line 1: cannot find symbol") && said.contains("symbol: method square(int)"), said);
            assertFalse(said.contains("-5"), said);
        }
        var hidden = new CellFailure(3, "In [3]:4", "CompilationError", "cannot find symbol");
        assertTrue(Explanation.of(hiding, hidden, "In [3]:4: cannot find symbol\n    square(-5)\n")
                .startsWith("The check can't be compiled together with your code. Is everything there"));
    }

    @Test
    void submissionsAreFoundInEveryLayout() throws Exception {
        var root = pupils.submissions();
        pupils.handIn("anna", SOLVED, GREETS);
        pupils.handIn(root.resolve("bert/01-squares/other.ipynb"), java.util.Map.of(), all -> {});
        pupils.handIn(root.resolve("carl_01-squares.ipynb"), java.util.Map.of(), all -> {});
        Files.createSymbolicLink(root.resolve("dora.ipynb"), Path.of("/etc/passwd"));
        pupils.handIn(root.resolve("emil/a.ipynb"), java.util.Map.of(), all -> {});
        pupils.handIn(root.resolve("emil/b.ipynb"), java.util.Map.of(), all -> {});
        var found = Submissions.in(root, "01-squares", List.of()).all();
        assertEquals(
                List.of("anna", "bert", "carl", "dora", "emil"),
                found.stream().map(Submission::student).toList());
        assertTrue(
                found.get(3).problem().contains("a link") && found.get(3).file().isEmpty(),
                found.get(3).problem());
        assertTrue(
                found.get(4).problem().contains("a.ipynb, b.ipynb"),
                found.get(4).problem());
    }

    @Test
    void aFolderThatIsALinkIsFollowedAndLinksInItAreNot() throws Exception {
        var root = pupils.submissions();
        pupils.handIn(folder.resolve("elsewhere/anna/01-squares.ipynb"), java.util.Map.of(), all -> {});
        Files.createSymbolicLink(root.resolve("anna"), folder.resolve("elsewhere/anna"));
        Files.createDirectories(root.resolve("bert"));
        Files.createSymbolicLink(
                root.resolve("bert/01-squares.ipynb"), folder.resolve("elsewhere/anna/01-squares.ipynb"));
        var found = Submissions.in(root, "01-squares", List.of()).all();
        assertTrue(found.get(0).file().isPresent(), found.get(0).problem());
        assertTrue(found.get(1).problem().contains("a link"), found.get(1).problem());
    }

    @Test
    void nobodysNotebookIsGradedInAnothersName() throws Exception {
        var root = pupils.submissions();
        pupils.handIn("anna", SOLVED, GREETS);
        pupils.handIn(root.resolve("anna_01-squares.ipynb"), java.util.Map.of(), all -> {});
        pupils.handIn(root.resolve("Bert.IPYNB"), java.util.Map.of(), all -> {});
        pupils.handIn("bert", SOLVED, GREETS);
        Files.createDirectories(root.resolve("grades-feedback"));
        Files.writeString(root.resolve("carl.zip"), "");
        var found = Submissions.in(root, "01-squares", List.of(root.resolve("grades-feedback")));
        assertEquals(
                List.of("Bert", "anna", "bert"),
                found.all().stream().map(Submission::student).toList());
        assertEquals(
                "several submissions have this name: anna, anna_01-squares.ipynb",
                found.all().get(1).problem());
        assertEquals(List.of("carl.zip"), found.others());
    }

    @Test
    void theTableQuotesWhatASpreadsheetWouldMisread() {
        var scores = List.of(new Score("a", 1.5, 2, ""), new Score("b", null, 1, ""));
        var graded =
                new Graded("O'Neil, \"Pat\"", scores, "graded, to be read: b", List.of(), List.of(), Duration.ZERO);
        assertEquals(
                "student,a,b,total,max,status\n'=1+1,1.5,,1.5,3,\n",
                Csv.of(
                        List.of("a", "b"),
                        List.of(new Graded("=1+1", scores, "", List.of(), List.of(), Duration.ZERO))));
        assertEquals(
                "student,a,b,total,max,status\n\"O'Neil, \"\"Pat\"\"\",1.5,,1.5,3,\"graded, to be read: b\"\n",
                Csv.of(List.of("a", "b"), List.of(graded)));
    }
}
