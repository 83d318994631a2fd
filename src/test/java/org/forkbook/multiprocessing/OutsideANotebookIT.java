package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library without a kernel, with nothing but the jar: in the JDK's own {@code jshell} tool, and in a plain program. */
@Timeout(900)
class OutsideANotebookIT {

    private static final String JAR = String.valueOf(System.getProperty("forkbook.jar"));

    @TempDir
    private Path folder = Path.of("");

    private String run(Path input, List<String> command) throws IOException, InterruptedException {
        var out = folder.resolve("out.txt");
        var process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    @Test
    void theJshellToolSendsItsMethodsRecordsAndVariablesToWorkers() throws Exception {
        var script = folder.resolve("script.jsh");
        Files.writeString(script, """
                import org.forkbook.multiprocessing.pool.*;
                int offset = 1;
                int square(int x) { return x * x + offset; }
                record Pair(int a, int b) { int sum() { return a + b; } }
                var pool = new ProcessPool(2);
                System.out.println("squares " + pool.map(x -> square(x), List.of(1, 2, 3)));
                System.out.println("sums " + pool.map(x -> new Pair(x, offset).sum(), List.of(1, 2, 3)));
                offset = 10;
                System.out.println("later " + pool.apply(() -> square(1)));
                Function<Integer, Integer> plain = x -> x + 1;
                try { pool.map(plain, List.of(1)); } catch (Exception e) { System.out.println(e.getMessage()); }
                System.out.println("alive " + pool.apply(() -> 42));
                pool.close();
                /exit
                """);
        var printed = run(script, List.of(tool("jshell"), "--class-path", JAR, "-"));
        assertTrue(printed.contains("squares [2, 5, 10]"), printed);
        assertTrue(printed.contains("sums [2, 3, 4]"), printed);
        assertTrue(printed.contains("later 11"), printed);
        assertTrue(printed.contains("RemoteFunction"), printed);
        assertTrue(printed.contains("alive 42"), printed);
    }

    @Test
    void aPlainProgramUsesWorkersOfItsOwnClassPath() throws Exception {
        var source = folder.resolve("Plain.java");
        Files.writeString(source, """
                import java.util.List;
                import org.forkbook.multiprocessing.*;
                import org.forkbook.multiprocessing.pool.*;

                public class Plain {
                    record Point(int x, int y) implements java.io.Serializable {}

                    static int square(int n) {
                        return n * n;
                    }

                    public static void main(String[] args) throws Exception {
                        try (var pool = new ProcessPool(2)) {
                            System.out.println("squares " + pool.map(Plain::square, List.of(1, 2, 3)));
                            System.out.println("points " + pool.map(n -> new Point(n, -n), List.of(1, 2)));
                        }
                        try (var process = new WorkerProcess(() -> System.out.println("worker speaks"))) {
                            process.start();
                            process.join();
                        }
                    }
                }
                """);
        var compiled = folder.resolve("classes");
        var nothing = Files.createFile(folder.resolve("nothing"));
        assertEquals(
                "", run(nothing, List.of(tool("javac"), "-cp", JAR, "-d", compiled.toString(), source.toString())));
        var path = JAR + java.io.File.pathSeparator + compiled;
        assertEquals(
                "squares [1, 4, 9]\npoints [Point[x=1, y=-1], Point[x=2, y=-2]]\nworker speaks\n",
                run(nothing, List.of(tool("java"), "-cp", path, "Plain")).replace("\r", ""));
    }
}
