package org.forkbook.grading;

import static org.forkbook.grading.SchoolClass.GREETS;
import static org.forkbook.grading.SchoolClass.SOLVED;
import static org.forkbook.grading.SchoolClass.cell;
import static org.forkbook.grading.SchoolClass.first;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.forkbook.LauncherCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code forkbook grade} with the real jar, real kernels, and a class with some malicious students. */
@Timeout(900)
class GradeIT {

    /** In the grader's environment. */
    private static final String TOKEN = "GRADER-S-OWN-TOKEN";
    /** The start of a frame of 2 GB, and random bytes, to every client of the kernel. */
    private static final String TO_ALL_SOCKETS = """
            var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            var unsafe = (sun.misc.Unsafe) field.get(null);
            var offset = unsafe.objectFieldOffset(FileDescriptor.class.getDeclaredField("fd"));
            for (int fd = 3; fd < 300; fd++) {
                try {
                    if (Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString().startsWith("socket")) {
                        var descriptor = new FileDescriptor();
                        unsafe.putInt(descriptor, offset, fd);
                        new FileOutputStream(descriptor).write(new byte[] {2, 0, 0, 0, 0, 127, -1, -1, 0, 9, 9, 9, 9});
                    }
                } catch (IOException e) {
                    continue;
                }
            }
            """;

    @TempDir
    private Path folder;

    private SchoolClass pupils;
    private int cellSeconds = 10;
    /** The only kind of sandbox to try; the best available when empty. */
    private String sandbox = "";

    /**
     * The expected result of each student: points for the square, the greeting and the answer, and a word of the
     * status.
     */
    private final Map<String, String> expected = new TreeMap<>();

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void aClass() throws IOException {
        pupils = new SchoolClass(folder);
    }

    private void expect(String student, String points, String status) {
        expected.put(student, points + " " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bwrap", "unshare"})
    void everyoneGetsWhatIsDueAndTheHostileCostOnlyThemselves(String kind) throws Exception {
        sandbox = kind;
        handInHonestly();
        handInBroken();
        handInHostile();
        assertTrue(expected.size() >= 30, expected.size() + " submissions");

        var ended = grade();
        assumeTrue(!ended.err.contains("can't create a sandbox"), ended.err);
        assertEquals(0, ended.code, ended.out + ended.err);
        assertTrue(ended.err.contains(kind.equals("bwrap") ? "Sandbox (bubblewrap " : "(Forkbook's own"), ended.err);
        var table = Files.readAllLines(folder.resolve("grades.csv"));
        assertEquals("student,check-square,check-hello,why,total,max,status", table.get(0));
        var got = new TreeMap<String, String>();
        for (var line : table.subList(1, table.size())) {
            var fields = line.split(",", 7);
            assertEquals("4", fields[5], line);
            var status = fields[6].replace("\"", "");
            var student = fields[0];
            var wanted = String.valueOf(expected.get(student));
            var word = wanted.substring(wanted.lastIndexOf(' ') + 1);
            got.put(
                    student,
                    fields[1] + " " + fields[2] + " " + (fields[3].isEmpty() ? "?" : fields[3]) + " "
                            + (status.contains(word) ? word : "(" + status + ")"));
        }
        assertEquals(lines(expected), lines(got), () -> ended.err);
        assertPagesKeepTheSecret();
        assertNothingIsLeft();
    }

    private static String lines(Map<String, String> map) {
        return String.join(
                "\n",
                map.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .toList());
    }

    private void handInHonestly() throws IOException {
        pupils.handIn("right", SOLVED, GREETS);
        expect("right", "2 1 0", "graded");
        pupils.handIn(
                "right-otherwise",
                "int square(int n) { System.err.println(n); return (int) Math.pow(n, 2); }",
                "void hello() { try (var pool = new ProcessPool(1)) { pool.submit(() -> System.out.println(\"hello\")); } }");
        expect("right-otherwise", "2 1 0", "graded");
        pupils.handIn(
                "right-and-answered",
                SOLVED,
                GREETS,
                cells -> cell(cells, "why").addProperty("source", "So."));
        expect("right-and-answered", "2 1 ?", "why");
        pupils.handIn("unsolved", stub("square", "int square(int n)"), stub("hello", "void hello()"));
        expect("unsolved", "0 0 0", "graded");
        pupils.handIn("calls-a-demonstration", "int square(int n) { return doubled(n) * n / 2; }", GREETS);
        expect("calls-a-demonstration", "2 1 0", "graded");
        pupils.handIn("other-name", "int sqare(int n) { return n * n; }", GREETS);
        expect("other-name", "0 1 0", "graded");
        pupils.handIn("wrong", "int square(int n) { return 2 * n; }", "void hello() {}");
        expect("wrong", "0 0 0", "graded");
        pupils.handIn("does-not-compile", "int square(int n) { return n * ; }", GREETS);
        expect("does-not-compile", "0 1 0", "graded");
    }

    private static String stub(String name, String head) {
        return head + " {\n    // YOUR CODE HERE\n    throw new UnsupportedOperationException(\"" + name + "\");\n}";
    }

    private void handInBroken() throws IOException {
        broken("empty-file", "", "empty");
        broken("no-json", "{\"cells\": [", "JSON");
        broken(
                "python",
                "{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [],"
                        + " \"metadata\": {\"kernelspec\": {\"language\": \"python\"}}}",
                "python");
        Files.createDirectories(pupils.submissions().resolve("nothing"));
        expect("nothing", "0 0 0", "folder");
    }

    private void broken(String student, String text, String status) throws IOException {
        var file = pupils.submissions().resolve(student).resolve("01-squares.ipynb");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        expect(student, "0 0 0", status);
    }

    private void handInHostile() throws IOException {
        pupils.handIn(
                "hard-coded", "int square(int n) { return 9; }", "void hello() { System.out.println(\"hello\"); }");
        expect("hard-coded", "0 0 0", "graded");
        pupils.handIn(
                "changes-the-check",
                "int square(int n) { return 1; }",
                GREETS,
                cells -> cell(cells, "check-square").addProperty("source", "System.out.println(\"2 points\");"));
        expect("changes-the-check", "0 1 0", "graded");
        handInForgers();
        handInReaders();
        hostile("long-text", "String poem = \"" + "x".repeat(20_000) + "\";", "2 1 0", "graded");
        hostile("speaks-another-protocol", TO_ALL_SOCKETS, "0 0 0", "graded");
        hostile("loops", "while (true) {}", "2 1 0", "graded");
        pupils.handIn("loops-in-the-answer", "int square(int n) { while (true) {} }", GREETS);
        expect("loops-in-the-answer", "0 1 0", "graded");
        hostile("exits", "System.exit(0);", "2 1 0", "graded");
        hostile("closes", "System.out.close(); System.err.close();", "2 1 0", "graded");
        hostile(
                "fills-the-heap",
                "{ var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]); }",
                "2 1 0",
                "graded");
        hostile(
                "eats-memory",
                "%%bash\nfor i in 1 2 3 4 5 6; do head -c 300M /dev/zero | tail & done; wait",
                "0 0 0",
                "memory");
        // Bounded, so that a limit that fails costs this test only, and not the machine.
        hostile("forks", "%%bash\nfor i in $(seq 400); do sleep 30 & done; wait", "0 0 0", "processes");
        hostile("writes", "%%bash\ndd if=/dev/zero of=big bs=1M count=2000; rm big", "2 1 0", "graded");
        hostile("floods", "while (true) System.out.println(\"x\".repeat(1000));", "0 0 0", "output");
        hostile("kills", "%%bash\nkill -9 $PPID; kill -9 -1", "0 0 0", "graded");
        hostile(
                "kills-its-parent",
                "ProcessHandle.current().parent().ifPresent(ProcessHandle::destroyForcibly);"
                        + " ProcessHandle.allProcesses().filter(p -> p.pid() == "
                        + ProcessHandle.current().pid()
                        + ").forEach(ProcessHandle::destroyForcibly);",
                "2 1 0",
                "graded");
        hostile(
                "spies",
                "System.out.println(\"seen: \" + Files.exists(Path.of(\"" + pupils.folder() + "\")));"
                        + " new Socket(\"127.0.0.1\", 22);",
                "2 1 0",
                "graded");
        hostile(
                "overwrites-the-table",
                "Files.writeString(Path.of(\"" + folder.resolve("grades.csv") + "\"), \"overwrites-the-table,9,9\");",
                "2 1 0",
                "graded");
    }

    /** Students who forge checks that no cell's text shows. */
    private void handInForgers() throws IOException {
        var fake = "public class Check { public static Check that(Object... o) { return new Check(); }"
                + " public Check hint(String s) { return this; } public void is(Object o) {} }";
        pupils.handIn(
                "loads-a-check",
                "int square(int n) { return 1; }",
                GREETS,
                first("Files.writeString(Path.of(\"c.jsh\"), \"" + fake.replace("\"", "\\\"") + "\");\n%load c.jsh"));
        expect("loads-a-check", "0 1 0", "graded");
        pupils.handIn(
                "compiles-a-check",
                "import org.forkbook.evil.Check;\nint square(int n) { return 1; }",
                GREETS,
                first(
                        "Files.createDirectories(Path.of(\"c\"));\nFiles.writeString(Path.of(\"c/Check.java\"), \"package org.forkbook.evil; "
                                + fake + "\");\njavax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null,"
                                + " \"-d\", \"c\", \"c/Check.java\");\n%classpath c"));
        expect("compiles-a-check", "0 1 0", "graded");
    }

    /** Students who read secrets, and print them on their page. */
    private void handInReaders() throws IOException {
        pupils.handIn(
                "reads-the-history",
                SOLVED,
                "%history -f h\n" + GREETS + "\nstatic class CompilationError extends RuntimeException {"
                        + " CompilationError(String m) { super(m); } }\nthrow new CompilationError(Files.readString(Path.of(\"h\")));");
        expect("reads-the-history", "2 1 0", "graded");
        pupils.handIn(
                "keeps-arguments",
                "static StringBuffer seen = new StringBuffer();\nint square(int n) { seen.append(n + \" \"); return n * n; }",
                "void hello() { throw new RuntimeException(\"seen: \" + seen); }");
        expect("keeps-arguments", "2 0 0", "graded");
        pupils.handIn(
                "reads-the-environment",
                SOLVED + "\nfor (var p : new File(\"/proc\").list()) for (var name : List.of(\"environ\", \"cmdline\"))"
                        + " try { var text = Files.readString(Path.of(\"/proc\", p, name), java.nio.charset.StandardCharsets.ISO_8859_1);"
                        + " System.out.println(p + name + text.length() + \" \" + text.replaceAll(\"(?s).*(?="
                        + TOKEN.replace("-", "[-]") + ")\", \"\"));"
                        + " } catch (IOException e) { }",
                GREETS);
        expect("reads-the-environment", "2 1 0", "graded");
    }

    private void hostile(String student, String code, String points, String status) throws IOException {
        pupils.handIn(student, SOLVED, GREETS, first(code));
        expect(student, points, status);
    }

    private void assertPagesKeepTheSecret() throws IOException {
        for (var student : expected.keySet()) {
            var page = Files.readString(folder.resolve("grades-feedback/" + student + ".html"));
            assertFalse(page.contains(SchoolClass.SECRET) || page.contains("square(-5)"), student);
            assertFalse(page.contains(TOKEN), student);
        }
        var page = Files.readString(folder.resolve("grades-feedback/hard-coded.html"));
        assertTrue(page.contains("A hidden test failed.\nTested: the square of a number below zero"), page);
        assertTrue(page.contains("a worker is to print"), page);
        var kept = Files.readString(folder.resolve("grades-feedback/keeps-arguments.html"));
        assertTrue(kept.contains("seen: 3 ") && !kept.contains("-5"), kept);
        var environment = Files.readString(folder.resolve("grades-feedback/reads-the-environment.html"));
        assertTrue(environment.contains("selfenviron") && environment.contains("1cmdline"), environment);
        assertFalse(
                Files.readString(folder.resolve("grades-feedback/spies.html")).contains("seen: true"));
        var misnamed = Files.readString(folder.resolve("grades-feedback/other-name.html"));
        assertTrue(misnamed.contains("cannot find symbol") && misnamed.contains("square(int)"), misnamed);
    }

    private void assertNothingIsLeft() throws IOException {
        try (var left = Files.list(folder.resolve("temp"))) {
            assertEquals(
                    List.of(),
                    left.filter(file -> !file.toString().contains("hsperf")).toList());
        }
    }

    @Test
    void aSecondRunGradesOnlyWhatIsNewOrChanged() throws Exception {
        pupils.handIn("anna", SOLVED, GREETS);
        pupils.handIn("bert", SOLVED, GREETS);
        var begun = grade();
        assumeTrue(!begun.err.contains("can't create a sandbox"), begun.err);
        var table = Files.readString(folder.resolve("grades.csv"));
        var again = grade();
        assertTrue(
                again.err.contains("anna: 3 of 4, as before") && again.err.contains("bert: 3 of 4, as before"),
                again.err);
        assertEquals(table, Files.readString(folder.resolve("grades.csv")));
        pupils.handIn("bert", "int square(int n) { return n; }", GREETS);
        var changed = grade();
        assertTrue(
                changed.err.contains("anna: 3 of 4, as before") && changed.err.contains("bert: 1 of 4, graded"),
                changed.err);
    }

    @Test
    void aGradingThatIsStoppedLeavesNothingBehindAndGoesOnLater() throws Exception {
        pupils.handIn("anna", SOLVED, GREETS);
        pupils.handIn(
                "bert", SOLVED, GREETS, first("new WorkerProcess(() -> { while (true) {} }).start(); while (true) {}"));
        // Bert's loop must not come to its limit before a busy machine has done with Anna's.
        cellSeconds = 150;
        var process = start();
        // Anna's is done, so Bert's, which began beside it, runs in its loops.
        String line;
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            do {
                line = err.readLine();
                assumeTrue(line == null || !line.contains("can't create a sandbox"), line);
            } while (line != null && !line.contains("[1/2] anna: 3 of 4"));
            assertListensNowhere(process);
            process.toHandle().destroy(); // which, unlike process.destroy(), lets its last output be read
            var rest = err.lines().toList();
            assertTrue(
                    rest.contains("Stopped: 1 of 2 have been graded. Run the same command again to continue."),
                    () -> rest.toString());
        }
        assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it ends");
        assertNothingIsLeft();
        var table = Files.readString(folder.resolve("grades.csv"));
        assertTrue(table.contains("anna,2,1,0,3") && !table.contains("bert"), table);
        pupils.handIn("bert", SOLVED, GREETS);
        var later = grade();
        assertTrue(
                later.err.contains("anna: 3 of 4, as before") && later.err.contains("bert: 3 of 4, graded"), later.err);
    }

    /** Asserts that no other process on this machine can connect to the kernels. */
    private static void assertListensNowhere(Process grader) throws IOException {
        var listening = new HashSet<String>();
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (var line : Files.readAllLines(Path.of(table))) {
                var fields = line.strip().split("\\s+", -1);
                if (fields[3].equals("0A")) {
                    listening.add("socket:[" + fields[9] + "]");
                }
            }
        }
        var processes = new ArrayList<>(grader.descendants().toList());
        assertFalse(processes.isEmpty());
        processes.add(grader.toHandle());
        for (var each : processes) {
            try (var files = Files.list(Path.of("/proc", Long.toString(each.pid()), "fd"))) {
                for (var file : files.toList()) {
                    assertFalse(listening.contains(Files.readSymbolicLink(file).toString()), each.toString());
                }
            }
        }
    }

    @Test
    void resultsOfAnotherLessonAreNotOverwritten() throws Exception {
        pupils.handIn("anna", SOLVED, GREETS);
        Files.createDirectories(folder.resolve("grades-feedback/.graded"));
        Files.writeString(folder.resolve("grades-feedback/.graded/lesson"), "02-another\n");
        var ended = grade();
        assumeTrue(!ended.err.contains("can't create a sandbox"), ended.err);
        assertEquals(2, ended.code, ended.out);
        assertTrue(ended.err.contains("have the results of 02-another; give this lesson its own table"), ended.err);
    }

    private Ended grade() throws Exception {
        var process = start();
        process.getOutputStream().close();
        var err = new CompletableFuture<String>();
        var reader = new Thread(() -> err.complete(text(process.getErrorStream())), "grade-errors");
        reader.setDaemon(true);
        reader.start();
        var out = text(process.getInputStream());
        assertTrue(process.waitFor(300, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), out, err.get());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start() throws Exception {
        var temp = Files.createDirectories(folder.resolve("temp"));
        var command = LauncherCommand.with(
                List.of(
                        "-Djava.io.tmpdir=" + temp,
                        "-Dforkbook.jar=" + System.getProperty("forkbook.jar"),
                        "-Dforkbook.sandbox=" + sandbox),
                "grade");
        command.addAll(List.of(pupils.submissions().toString(), "--lesson", "1"));
        command.addAll(List.of("--lessons", folder.resolve("lessons").toString()));
        command.addAll(List.of("--out", folder.resolve("grades.csv").toString()));
        command.addAll(List.of(
                "--cell-time",
                Integer.toString(cellSeconds),
                "--time",
                Integer.toString(9 * cellSeconds),
                "--memory",
                "900",
                "--processes",
                "40"));
        command.addAll(List.of("--output", "4", "--disk", "50", "--jobs", "2"));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("GRADER_TOKEN", TOKEN);
        return builder.start();
    }
}
