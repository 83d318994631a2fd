package org.forkbook.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages at the top and those of docs/: their programs run, and the files that they link to exist. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");

    private static List<Path> pages() throws IOException {
        try (var docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(README),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    @Timeout(120)
    void programsRun(@TempDir Path out) throws Exception {
        int programs = 0;
        for (var page : pages()) {
            for (var block : all("```java\n(.*?)```", Files.readString(page))) {
                if (block.contains("public class ")) {
                    assertEquals("", problems(block, out), page::toString);
                    assertTrue(output(block, out).contains("25"), page::toString);
                    programs++;
                }
            }
        }
        assertTrue(programs > 1);
    }

    /** What a program prints that has been compiled; fails if it doesn't end well. */
    private static String output(String program, Path out) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        out + File.pathSeparator + System.getProperty("java.class.path"),
                        name(program))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var text = process.inputReader()) {
            var printed = text.lines().collect(Collectors.joining("\n"));
            assertEquals(0, process.waitFor(), printed);
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String name(String program) {
        return all("public class (\\w+)", program).get(0);
    }

    private static String problems(String program, Path out) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        var options =
                List.of("-d", out.toString(), "-cp", System.getProperty("java.class.path"), "-Xlint:all", "-proc:none");
        compiler.getTask(null, null, found, options, null, List.of(source(name(program), program)))
                .call();
        return String.join(
                "\n", found.getDiagnostics().stream().map(Object::toString).toList());
    }

    private static JavaFileObject source(String name, String program) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return program;
            }
        };
    }

    @Test
    void linksLeadToFilesThatAreThere() throws IOException {
        for (var page : pages()) {
            for (var link : all("\\]\\(([^)]+)\\)", Files.readString(page))) {
                assertTrue(
                        link.startsWith("https:") || Files.exists(page.resolveSibling(link.replaceFirst("#.*", ""))),
                        () -> page + ": " + link);
            }
        }
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertFalse(Files.readAllLines(README).size() >= 150);
    }
}
