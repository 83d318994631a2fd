package org.forkbook.kernel.jshell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.forkbook.kernel.source.InMemoryClassFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of the kernel's own jar as javac sees them, although it doesn't open the jar. */
final class JarClassesTest {

    @TempDir
    private Path folder;

    private Path jar;
    private IndexedJavaFiles files;

    @BeforeEach
    void makeJar() throws IOException {
        jar = LibraryJar.make(
                folder.resolve("kernel.jar"),
                "own.lib.Greeter",
                "package own.lib; public class Greeter { public static int number() { return 1; } }");
        LibraryJar.put(jar, "org/forkbook/shaded/Hidden.class", "");
        LibraryJar.put(jar, "META-INF/versions/21/own/lib/Later.class", "");
        var indexing = new CountDownLatch(1);
        indexing.countDown();
        files = new IndexedJavaFiles(
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null),
                indexing,
                new JarClasses(jar));
    }

    private boolean compiles(String statement) {
        var source = new InMemoryClassFiles.Source(
                "Use", "import own.lib.*; class Use { Object o() { " + statement + " } }");
        var options = List.of("-proc:none", "-d", folder.toString());
        return ToolProvider.getSystemJavaCompiler()
                .getTask(null, files, problem -> {}, options, null, List.of(source))
                .call();
    }

    @Test
    void itsClassesCanBeUsed() {
        assertTrue(compiles("return Greeter.number();"));
        assertFalse(compiles("return Greeter.missing();"));
    }

    @Test
    void theLibrariesThatItBringsForItselfAreNoOneElses() throws IOException {
        assertEquals(List.of(), new JarClasses(jar).list("org.forkbook.shaded"));
        assertEquals(1, new JarClasses(jar).list("own.lib").size());
    }

    @Test
    void whatANotebookAddsComesFirst() throws IOException {
        var newer = LibraryJar.make(
                folder.resolve("newer.jar"),
                "own.lib.Greeter",
                "package own.lib; public class Greeter { public static int added() { return 1; } }");
        var kernels = System.getProperty("java.class.path");
        var line = kernels + File.pathSeparator + newer;
        assertTrue(files.handleOption("-classpath", List.of(line).iterator()));
        assertTrue(compiles("return Greeter.added();"));
        assertFalse(compiles("return Greeter.number();"));
    }

    @Test
    void theWorkingFolderIsNotOnTheClassPathWhenNothingElseIs() {
        assertTrue(files.handleOption("-classpath", List.of(jar.toString()).iterator()));
        assertEquals(List.of(jar), files.getLocationAsPaths(StandardLocation.CLASS_PATH));
        assertTrue(compiles("return Greeter.number();"));
    }
}
