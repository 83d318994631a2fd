package org.forkbook.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.forkbook.bench.side.SideMain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BenchmarkTest {

    /** Our side as this test was started: the jar need not be built. */
    private static List<String> thisJava() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.forkbook.cli.Forkbook");
    }

    @Test
    void oneMeasureIsTakenForReal() throws Exception {
        var setup = new Benchmark.Setup(thisJava(), "/nowhere/python3", List.of(), List.of());
        try (var benchmark = Benchmark.of(setup)) {
            var report = benchmark.run(List.of("lock"), true, new BenchListener() {});
            var outcomes = report.results().get(0).outcomes();
            assertEquals("", outcomes.get(0).trouble());
            assertTrue(outcomes.get(0).samples().orElseThrow().median() > 0);
            assertTrue(outcomes.get(1).trouble().contains("/nowhere/python3"));
            assertEquals(1, report.results().size());
        }
    }

    @Test
    void namesStandForMeasuresOfTheirKind() {
        try (var benchmark =
                Benchmark.of(new Benchmark.Setup(List.of("java"), "/nowhere/python3", List.of(), List.of()))) {
            assertEquals(
                    List.of("pol", "kernel.x"),
                    benchmark.unknown(List.of("pool", "pol", "kernel.cell", "kernel.x", "growth", "all")));
            var ids = new TreeSet<String>();
            benchmark.items().forEach(item -> assertTrue(ids.add(item.id()), item.id() + " is there twice"));
        }
    }

    @Test
    void bothLanguagesHaveTheSamePrograms() throws Exception {
        try (var resource = Benchmark.class.getResourceAsStream("side.py")) {
            var python = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            var names = new TreeSet<String>();
            var entry = Pattern.compile("^    \"([a-z-]+)\": [A-Z]\\w+,$", Pattern.MULTILINE)
                    .matcher(python);
            while (entry.find()) {
                names.add(entry.group(1));
            }
            assertEquals(new TreeSet<>(SideMain.programs()), names);
        }
    }

    @Test
    void aKernelIsFoundByTheNameOfItsKernelspec(@TempDir Path data) throws Exception {
        var folder = Files.createDirectories(data.resolve("kernels/other"));
        Files.writeString(folder.resolve("kernel.json"), """
                {"argv": ["java", "-jar", "{resource_dir}/kernel.jar", "{connection_file}"],
                 "display_name": "Other", "language": "Java", "env": {"HEAP": "1g"}}
                """);
        var setup = new Benchmark.Setup(List.of("java"), "python3", List.of("other", "absent"), List.of(data));
        assertEquals(List.of("absent"), setup.missing());
        var kernel = KernelPeer.find("other", List.of(data)).orElseThrow();
        assertEquals(Subject.OTHER_JAVA, kernel.team());
        assertEquals(
                List.of("env", "HEAP=1g", "java", "-jar", folder + "/kernel.jar", "/tmp/c.json"),
                kernel.command(Path.of("/tmp/c.json")));
    }

    @Test
    void aKernelspecThatIsNoJsonIsAsGoodAsNone(@TempDir Path data) throws Exception {
        var folder = Files.createDirectories(data.resolve("kernels/broken"));
        Files.writeString(folder.resolve("kernel.json"), "{\"argv\": ");
        assertTrue(KernelPeer.find("broken", List.of(data)).isEmpty());
    }
}
