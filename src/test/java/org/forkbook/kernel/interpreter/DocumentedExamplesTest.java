package org.forkbook.kernel.interpreter;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example in the Javadoc of what cells call, and in README and docs, runs, as a cell. {@code ReadmeTest} runs the
 * programs.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedExamplesTest {

    private static final Path SOURCES =
            Path.of(System.getProperty("forkbook.checkout", ""), "src/main/java/org/forkbook");
    /** Those of comms need a frontend, and those of input a reader. */
    private static final List<String> FOLDERS = List.of("multiprocessing", "checks", "experiment", "kernel/display");

    private static final List<Path> PAGES = List.of(Path.of("README.md"), Path.of("docs"));

    private static final Pattern PAGE_BLOCK =
            Pattern.compile("^```java[^\n]*\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern BLOCK = Pattern.compile("<pre>\\{@code\\n(.*?)\\n[ *]*\\}</pre>", Pattern.DOTALL);

    /** The names that an example leaves to its reader. */
    private static final String CONTEXT = """
            import static java.nio.charset.StandardCharsets.UTF_8;
            import java.nio.charset.StandardCharsets;
            import org.forkbook.checks.*;

            var pool = new ProcessPool(1);
            List<String> words = List.of("a", "b", "a");
            List<String> urls = List.of("http://example.org");
            List<Integer> numbers = List.of(1, 2);
            List<Integer> inputs = List.of(100, 200);
            List<File> files = List.of(new File("none"));

            record Matrix(String toTable) {}

            void load() {}
            void compute() {}
            void read(File file) {}
            void work(int step) {}
            int slow(int number) { return number; }
            String fetch(String url) { return url; }
            double sizeOf(File file) { return file.length(); }
            long countIn(File file) { return file.length(); }
            long countPrimes(int below) { return below / 4; }
            List<Integer> squares(List<Integer> some) { return some.stream().map(n -> n * n).toList(); }
            void napInPool(int times) {}
            void napInLoop(int times) throws InterruptedException { Thread.sleep(100L * times); }

            void greet() throws Exception {
                var worker = new WorkerProcess(() -> System.out.println("hello from a worker"));
                worker.start();
                worker.join();
            }

            void printAll(List<Integer> some) throws Exception {
                try (var workers = new ProcessPool(4)) {
                    workers.map(n -> n, some);
                }
            }

            List<Long> inPool(RemoteFunction<Integer, Long> task, List<Integer> some) throws Exception {
                var results = new ArrayList<Long>();
                for (int one : some) {
                    try (var worker = new ProcessPool(1)) {
                        results.addAll(worker.map(task, List.of(one)));
                    }
                }
                return results;
            }
            """;

    /** One example, named by its class. */
    private record Example(String of, String code) {
        @Override
        public String toString() {
            return of;
        }
    }

    private final Notebook notebook = new Notebook();

    @BeforeAll
    void declareWhatExamplesLeaveOut() {
        notebook.cell(CONTEXT).succeeds();
    }

    @AfterAll
    void close() {
        notebook.cell("pool.close(); for (var worker : WorkerProcess.active()) { worker.join(); }")
                .succeeds();
        notebook.close();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itRuns(Example example) {
        notebook.cell(example.code()).succeeds();
    }

    @Test
    void allPackagesAndTheReadmeHaveSome() {
        for (var folder : FOLDERS) {
            assertTrue(examplesIn(folder).findAny().isPresent(), folder);
        }
        assertTrue(cellsOfPages().anyMatch(cell -> cell.of().equals("README.md")));
    }

    private static Stream<Example> examples() {
        return Stream.concat(FOLDERS.stream().flatMap(DocumentedExamplesTest::examplesIn), cellsOfPages());
    }

    /** The cells in README and docs, in their order, but for what is a program or module, or loads from the network. */
    private static Stream<Example> cellsOfPages() {
        var cells = new ArrayList<Example>();
        for (var pages : PAGES) {
            try (var files = Files.walk(pages)) {
                for (var file : files.filter(page -> page.toString().endsWith(".md"))
                        .sorted()
                        .toList()) {
                    PAGE_BLOCK
                            .matcher(Files.readString(file))
                            .results()
                            .map(block -> block.group(1))
                            .filter(code -> !code.contains("public class ")
                                    && !code.startsWith("module ")
                                    && !code.contains("%maven"))
                            .forEach(code -> cells.add(new Example(file.toString(), code)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return cells.stream();
    }

    private static Stream<Example> examplesIn(String folder) {
        var examples = new ArrayList<Example>();
        try (var files = Files.walk(SOURCES.resolve(folder))) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                BLOCK.matcher(Files.readString(file))
                        .results()
                        .map(block -> block.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
                        .forEach(code -> examples.add(
                                new Example(SOURCES.relativize(file).toString(), code)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples.stream();
    }
}
