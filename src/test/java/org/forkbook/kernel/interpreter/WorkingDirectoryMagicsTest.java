package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code %cd}, {@code %env}, and the code that uses the working directory and the environment. */
@Timeout(300)
class WorkingDirectoryMagicsTest {

    @AutoClose
    final Notebook notebook = new Notebook();

    @TempDir
    Path temporary;

    private final String userFolder = System.getProperty("user.dir");
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.toRealPath().resolve("a folder"));
    }

    @AfterEach
    void goBack() {
        ProcessEnvironment.leave();
        System.setProperty("user.dir", userFolder);
    }

    @Test
    void relativeNamesInCellsStartFromTheFolder() {
        notebook.cell("%cd " + folder).prints(folder + "\n");
        notebook.cell("Files.writeString(Path.of(\"a.txt\"), \"1\");").succeeds();
        notebook.cell("try (var out = new PrintWriter(\"b.txt\")) { out.print(2); }")
                .succeeds();
        notebook.cell("try (var out = new FileWriter(\"b.txt\", true)) { out.write(\"3\"); }")
                .succeeds();
        notebook.cell("new File(\"b.txt\").length()").returns("2");
        notebook.cell("new Scanner(new File(\"a.txt\")).next() + Files.readString(Paths.get(\".\", \"b.txt\"))")
                .returns("123");
        notebook.cell("Stream.of(\"a.txt\", \"b.txt\").map(Path::of).allMatch(Files::exists)")
                .returns("true");
        notebook.cell("System.getProperty(\"user.dir\")").returns(folder.toString());
        notebook.cell("%pwd").returns(folder.toString());
    }

    @Test
    void scriptsAndProcessesStartInTheFolder() {
        notebook.cell("%cd -q " + folder).prints("");
        notebook.cell("%%bash", "pwd").prints(folder + "\n");
        notebook.cell("%sh pwd").prints(folder + "\n");
        notebook.cell("new String(new ProcessBuilder(\"pwd\").start().getInputStream().readAllBytes()).strip()")
                .returns(folder.toString());
    }

    @Test
    void workersToComeStartInTheFolderWithTheEnvironment() {
        notebook.cell("new WorkerProcess(() -> System.out.println(1)).start();");
        notebook.cell("%cd -q " + folder, "%env FORKBOOK_TEST_PLACE=here").succeeds();
        notebook.cell("try (var pool = new ProcessPool(1)) {\n"
                        + "    System.out.print(pool.apply(() -> Path.of(\"\").toAbsolutePath() + \" \""
                        + " + System.getenv(\"FORKBOOK_TEST_PLACE\")));\n}")
                .prints(folder + " here");
    }

    @Test
    void thereIsAWayBack() throws IOException {
        var start = Path.of("").toAbsolutePath().toString();
        Files.createDirectory(folder.resolve("in"));
        notebook.cell("%cd " + folder, "%cd in", "%cd ..", "%cd -").succeeds();
        notebook.cell("%pwd").returns(folder.resolve("in").toString());
        notebook.cell("%cd " + start, "%pwd").returns(start);
        notebook.cell("%cd").prints(System.getProperty("user.home") + "\n");
        notebook.cell("%cd nowhere").failsSaying("MagicFailed", "There is no folder ");
    }

    @Test
    void variablesOfTheEnvironmentAreShownAndSet() {
        notebook.cell("%env FORKBOOK_TEST_A = one two").prints("env: FORKBOOK_TEST_A=one two\n");
        notebook.cell("%env FORKBOOK_TEST_A").returns("one two");
        notebook.cell("System.getenv(\"FORKBOOK_TEST_A\") + System.getenv().get(\"FORKBOOK_TEST_A\")")
                .returns("one twoone two");
        notebook.cell("%bash echo $FORKBOOK_TEST_A").prints("one two\n");
        assertTrue(notebook.cell("%env").succeeds().output().out().contains("\nFORKBOOK_TEST_A=one two\n"));
        notebook.cell("%env FORKBOOK_TST_A").failsSaying("MagicFailed", "Did you mean FORKBOOK_TEST_A?");
    }

    @Test
    void aCellIsWrittenToAFileOrToItsEnd() throws IOException {
        notebook.cell("%cd -q " + folder).succeeds();
        notebook.cell("%%writefile a.txt", "one").prints("Wrote a.txt\n");
        notebook.cell("%%writefile -a a.txt", "two").prints("Appended to a.txt\n");
        assertEquals("one\ntwo\n", Files.readString(folder.resolve("a.txt")));
        notebook.cell("%%writefile a.txt", "three").prints("Overwrote a.txt\n");
        assertEquals("three\n", Files.readString(folder.resolve("a.txt")));
        notebook.cell("%%writefile no/a.txt", "x").failsSaying("MagicFailed", "There is no folder");
    }

    @Test
    void aPictureIsShownFromItsFile() throws IOException {
        notebook.cell("%cd -q " + folder).succeeds();
        ImageIO.write(new BufferedImage(2, 2, 1), "png", folder.resolve("a.png").toFile());
        Files.writeString(folder.resolve("b.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
        var shown = notebook.cell("%image a.png", "%image b.svg").succeeds().output().displayed;
        assertTrue(shown.get(0).data().has("image/png"));
        assertTrue(shown.get(1).data().has("image/svg+xml"));
        notebook.cell("%image " + folder.resolve("b.svg").toUri()).succeeds();
        notebook.cell("%image c.png").failsSaying("MagicFailed", "There is no file");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        notebook.cell("%%script no-such-program", "x")
                .failsSaying("MagicFailed", "The program no-such-program can't be started");
        notebook.cell("%%script cat", "one", "two").prints("one\ntwo");
        notebook.cell("%%bash one 'two three'", "echo $2").prints("two three\n");
    }
}
