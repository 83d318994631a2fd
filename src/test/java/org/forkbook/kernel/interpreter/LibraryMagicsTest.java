package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.forkbook.kernel.jshell.LibraryJar;
import org.forkbook.maven.TestRepository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Magics that load libraries and code into a notebook, under all their names. */
@Timeout(300)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class LibraryMagicsTest {

    @TempDir
    private static Path folder = Path.of("");

    private static Path jars = Path.of("");
    private static @Nullable TestRepository repository;

    @AutoClose
    final Notebook notebook = new Notebook();

    @BeforeAll
    static void makeLibraries() throws IOException {
        var own = new TestRepository(folder);
        repository = own;
        jars = Files.createDirectories(folder.resolve("some jars"));
        own.add("fruit:pear:1.0", fruit("Pear"), "fruit:stone:1.0");
        own.add("fruit:stone:1.0", fruit("Stone"));
        own.add("fruit:plum:1.0", fruit("Plum"));
    }

    private static Path fruit(String name) throws IOException {
        var source =
                "package fruit; public class " + name + " { public static String name() { return \"" + name + "\"; } }";
        return LibraryJar.make(jars.resolve(name + ".jar"), "fruit." + name, source);
    }

    @AfterAll
    static void leaveRepository() {
        if (repository != null) {
            repository.close();
        }
    }

    @Test
    void aCellFetchesALibraryAndUsesItAndWhatItNeeds() {
        var ran = notebook.cell(
                        "%maven fruit:pear:1.0 // with a comment", "import fruit.*;", "Pear.name() + Stone.name()")
                .returns("PearStone");
        assertEquals("Added pear 1.0, stone 1.0.\n", withoutProgress(ran));
        ran = notebook.cell("%addMavenDependencies fruit:plum:1.0 fruit:pear:1.0");
        assertEquals("Added plum 1.0.\n", withoutProgress(ran.succeeds()));
        notebook.cell("%addMavenDependency fruit:pear:1.0").prints("");
    }

    /** A cell's printed text without the progress of downloads, which is shown when they take a while. */
    private static String withoutProgress(Notebook.Ran ran) {
        return ran.output().out().replaceFirst("(?s)^.*Downloaded [^\n]*\n", "");
    }

    @Test
    void aMagicMayFollowJava() {
        notebook.cell("int before = 1;", "%maven fruit:plum:1.0", "fruit.Plum.name() + before")
                .returns("Plum1");
    }

    @Test
    void aCellOfAPomFetches() {
        notebook.cell("%%loadFromPOM", TestRepository.dependency("fruit:plum:1.0"))
                .succeeds();
        notebook.cell("fruit.Plum.name()").returns("Plum");
    }

    @Test
    void aFileOfAPomFetches() throws IOException {
        var pom = folder.resolve("some.pom");
        Files.writeString(pom, TestRepository.dependency("fruit:plum:1.0"));
        notebook.cell("%loadFromPOM " + pom + " compile runtime").succeeds();
        notebook.cell("fruit.Plum.name()").returns("Plum");
        notebook.cell("%loadFromPOM " + folder.resolve("none.xml")).failsSaying("MagicFailed", "There is no POM at");
    }

    @Test
    void dependenciesAreNamedAndThenResolved() {
        notebook.cell("%dependency /add fruit:plum:1.0").succeeds();
        notebook.cell("fruit.Plum.name()").fails("CompilationError");
        notebook.cell("%dependency /resolve", "fruit.Plum.name()").returns("Plum");
        notebook.cell("%dependency /add fruit:nut:1.0", "%dependency /resolve")
                .failsSaying("MagicFailed", "There is no fruit:nut:1.0");
        notebook.cell("%dependency /resolve").prints("No dependency is waiting to be resolved.\n");
        notebook.cell("%dependency /remove x").failsSaying("MagicFailed", "/list-artifacts");
    }

    @Test
    void whatNamesNoLibraryIsExplained() {
        notebook.cell("%maven plum").failsSaying("MagicFailed", "group:artifact:version");
        notebook.cell("%maven").failsSaying("MagicFailed", "Which library?");
        notebook.cell("%mavenRepo here nowhere").failsSaying("MagicFailed", "https://");
    }

    @Test
    void jarsAreFoundByStarsFoldersAndQuotedNames() {
        notebook.cell("%jars \"" + jars + "/Pl*.jar\"", "fruit.Plum.name()").returns("Plum");
        notebook.cell("%jars \"" + jars + "\"", "fruit.Pear.name()").returns("Pear");
        var list = notebook.cell("%classpath").succeeds().output().out();
        assertTrue(list.contains("Stone.jar"), list);
        notebook.cell("%jars /nowhere/*.jar").prints("Nothing matches /nowhere/*.jar.\n");
        notebook.cell("%jars /nowhere/x.jar").failsSaying("MagicFailed", "There is no jar or folder at /nowhere/x.jar");
    }

    @Test
    void aScriptIsLoadedWithoutItsExtensionAndItsErrorsNameItsLines() throws IOException {
        Files.writeString(folder.resolve("tools.jshell"), """
                /set feedback silent
                int thrice(int x) { return 3 * x; }
                int broken() {
                    return 1 / 0;
                }
                /exit
                no Java at all
                """);
        notebook.cell("%load " + folder.resolve("tools"), "thrice(2)").returns("6");
        notebook.cell("broken()").failsSaying("java.lang.ArithmeticException", "tools.jshell:4");
    }

    @Test
    void aNotebookIsLoadedCellByCellWithItsMagics() throws IOException {
        Files.writeString(folder.resolve("other.ipynb"), """
                {"cells": [
                  {"cell_type": "markdown", "source": ["# Other"]},
                  {"cell_type": "code", "source": ["%maven fruit:plum:1.0\\n", "int five = 5;"]},
                  {"cell_type": "code", "source": "String plum = fruit.Plum.name();"}
                ]}
                """);
        notebook.cell("%load " + folder.resolve("other"), "plum + five").returns("Plum5");
        notebook.cell("%load " + folder.resolve("none"))
                .failsSaying("MagicFailed", "There is no script or notebook at");
    }

    @Test
    void aNotebookThatLoadsItselfEnds() throws IOException {
        var file = folder.resolve("loop.ipynb");
        Files.writeString(file, "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"%load " + file + "\"}]}");
        notebook.cell("%load " + file).failsSaying("MagicFailed", "loads itself");
    }
}
