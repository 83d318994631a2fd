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
import org.forkbook.grading.GradedSubmission.Score;
import org.forkbook.notebook.Notebook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that a grader makes to a notebook before it runs, and to results afterwards. */
@Timeout(120)
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
                ChecksRestorer.of(Notebook.read(file), pupils.assignment()).notebook());
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

    private static CellFailure failure(String name, String message) {
        return new CellFailure(3, "In [3]:3", name, message, false);
    }

    @Test
    void aHiddenTestsFailureShowsWhatItsAuthorWroteForReadersAndNoMore() {
        var source = """
                Check.that("square(3)", () -> square(3)).is(9);
                // BEGIN HIDDEN TESTS
                var password = "swordfish";
                Check.that("below zero", () -> square(-5)).hint("it is positive").is(25);
                // END HIDDEN TESTS
                """;
        var checkFailed = "org.forkbook.checks.CheckFailedError";
        assertEquals(
                "A hidden test failed.\nTested: below zero\nHint: it is positive",
                CheckFailureExplanation.ofHidden(
                        source,
                        failure(
                                checkFailed,
                                "below zero\n  expected: 25\n  got:      -25\n  hint:     it is positive")));
        // Whatever a submission can put into a name or a message, guesses included, none of it comes back.
        for (var name : List.of("java.lang.Error", "CompilationError", "Timeout", "The kernel died", checkFailed)) {
            for (var message : List.of("Check.that(\"below zero\", () -> square(-5))", "swordfish\nhint: swordfish")) {
                assertEquals("A hidden test failed.", CheckFailureExplanation.ofHidden(source, failure(name, message)));
                assertEquals(
                        "The check failed when hidden tests had run before it.",
                        CheckFailureExplanation.ofHidden("square(3);", failure(name, message)));
            }
        }
        var timeout = new CellFailure(3, "", "Timeout", "the cell took longer than 3 s", true);
        assertEquals("the cell took longer than 3 s", CheckFailureExplanation.ofHidden(source, timeout));
    }

    @Test
    void theWordsOfAFailureComeFromANotebookWithoutHiddenTests() throws Exception {
        var assignment = pupils.assignment();
        var file = pupils.handIn("anna", SOLVED, GREETS);
        var notebook = ChecksRestorer.of(Notebook.read(file), assignment).withoutHiddenTests(assignment);
        assertFalse(notebook.json().toString().contains(SchoolClass.SECRET));
        assertEquals(ALL, ids(Assignment.cells(notebook)));
        assertTrue(Assignment.source(Assignment.cells(notebook).get(4)).contains("square(3)"));
    }

    @Test
    void whatTheCompilerSaysIsShownUpToTheFirstProblem() {
        var traceback = """
                In [3]:1: cannot find symbol
                    square(3)
                    ^^^^^^
                  symbol: method square(int)
                In [3]:4: cannot find symbol
                    cube(-5)
                """;
        var said =
                CheckFailureExplanation.of(failure("CompilationError", "cannot find symbol (and 1 more)"), traceback);
        assertTrue(said.contains("line 1: cannot find symbol") && said.contains("symbol: method square(int)"), said);
        assertFalse(said.contains("-5"), said);
    }

    @Test
    void whatANotebookHasDeclaredByWhateverMeansIsAShadowUnlessTheLessonDeclaresIt() {
        var shadows = new ShadowedNames(List.of(
                "import org.forkbook.checks.*;\nint square(int n) { return n * n; }",
                "Check.that(\"square(3)\", () -> square(3)).is(List.of(9)); assertEquals(1, 1);"));
        var check = "Check.that(\"square(3)\", () -> square(3)).is(List.of(9)); assertEquals(1, 1);";
        for (var harmless : List.of(
                "square",
                "other",
                "import java.util.List",
                "import java.util.*",
                "import mine.*",
                "import mine.Other",
                "import static java.lang.Math.*",
                "import static java.util.Map.Entry.comparingByKey",
                "import org.forkbook.checks.Check")) {
            assertEquals(Set.of(), shadows.in(check, Set.of(harmless)), harmless);
        }
        assertEquals(Set.of("Check"), shadows.in(check, Set.of("Check")));
        assertEquals(Set.of("Check"), shadows.in(check, Set.of("import org.forkbook.evil.Check")));
        assertEquals(Set.of("List"), shadows.in(check, Set.of("import evil.List", "square")));
        assertEquals(Set.of("assertEquals"), shadows.in(check, Set.of("import static mine.Assertions.assertEquals")));
        assertEquals(
                Set.of("Check", "List", "assertEquals"), shadows.in(check, Set.of("import static mine.Assertions.*")));
        assertEquals(Set.of("org"), shadows.in("org.forkbook.checks.Check.that();", Set.of("org")));
        assertEquals(Set.of("%%junit"), shadows.in("%%junit\nclass T {}", Set.of("%%junit", "%junit")));
    }

    @Test
    void aStudentsFolderIsGradedWhateverElseIsInItAndFoldersOfPagesAreTold() throws Exception {
        var root = pupils.submissions();
        pupils.handIn("anna", SOLVED, GREETS);
        for (var name : List.of("anna", "02-feedback")) {
            Files.createDirectories(root.resolve(name).resolve(".graded"));
            Files.writeString(root.resolve(name).resolve(".graded/lesson"), "02-another\n");
        }
        var found = Submissions.in(root, "01-squares", List.of());
        assertEquals(
                List.of("anna"), found.all().stream().map(Submission::student).toList());
        assertEquals(List.of("02-feedback"), found.others());
    }

    @Test
    void noCellOfTheTableIsAFormulaAndNoneBreaksItsLine() {
        for (var start : List.of("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＠", "\u2028=", "\u0000=")) {
            var hostile = start + "cmd|' -C calc'!A0\nx";
            var graded = new GradedSubmission(hostile, List.of(), hostile, List.of(), List.of(), Duration.ZERO);
            var lines = GradeCsv.of(List.of(), List.of(graded)).lines().toList();
            assertEquals(2, lines.size(), lines::toString);
            assertTrue(lines.get(1).startsWith("'") && lines.get(1).contains(",0,0,'"), lines::toString);
        }
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
        var graded = new GradedSubmission(
                "O'Neil, \"Pat\"", scores, "graded, to be read: b", List.of(), List.of(), Duration.ZERO);
        assertEquals(
                "student,a,b,total,max,status\n'=1+1,1.5,,1.5,3,\n",
                GradeCsv.of(
                        List.of("a", "b"),
                        List.of(new GradedSubmission("=1+1", scores, "", List.of(), List.of(), Duration.ZERO))));
        assertEquals(
                "student,a,b,total,max,status\n\"O'Neil, \"\"Pat\"\"\",1.5,,1.5,3,\"graded, to be read: b\"\n",
                GradeCsv.of(List.of("a", "b"), List.of(graded)));
    }
}
