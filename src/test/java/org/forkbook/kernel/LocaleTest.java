package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real kernel in a locale without letters beyond ASCII. */
@Timeout(200)
@EnabledOnOs(OS.LINUX)
final class LocaleTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void aFilesNameThatTheLocaleDoesNotKnowIsToldWithTheVariableToSet(String locale) throws Exception {
        try (var kernel = KernelProcess.fromClasses(folder, Map.of("LC_ALL", locale), "-Xmx256m")) {
            assertAdvised(kernel.client, "Path.of(\"Z\\u00fcrich-\\u65e5\\u672c.txt\")");
            assertAdvised(
                    kernel.client,
                    "try (var pool = new ProcessPool(1)) { pool.apply(() -> Path.of(\"Z\\u00fcrich.txt\").toString()); }");
        }
    }

    /** Letters of two, three and four bytes, and every character that is special to a shell. */
    private static final String ODD = "\u00c1\u00c8\u00fc \u65e5\u672c \ud83d\ude00 %s %b \\n \\\\ ' \" ` $x ! #";

    @Test
    void whatACellGivesToAProgramReachesItInALocaleThatDoesNotKnowIt() throws Exception {
        try (var kernel = KernelProcess.fromClasses(folder, Map.of("LC_ALL", "C"), "-Xmx256m")) {
            var client = kernel.client;
            client.cell("%env WORD=Gr\u00fc\u00dfe");
            client.cell("%%bash \u00d6 \"it's\"\ncat - <<'END'\n" + ODD + "\nEND\necho \"$0 $1 $2 $WORD $(cat)\"")
                    .prints(ODD + "\nbash \u00d6 it's Gr\u00fc\u00dfe \n");
            client.cell("%sh echo \"$0: \u00fc\"").prints("sh: \u00fc\n");
            client.cell("%%script sh -c 'cat; echo \"$0 $WORD\"' \u00d6\n\u00fc\n")
                    .prints("\u00fc\n\u00d6 Gr\u00fc\u00dfe\n");
            client.cell("""
                    var builder = new ProcessBuilder("sh", "-c", "echo \u00fc $0 $WORD $OWN; exit 7", "\u00d6");
                    builder.environment().put("OWN", "\u65e5");
                    System.out.print(builder.inheritIO().start().waitFor() + " " + builder.command().get(0));
                    """).prints("\u00fc \u00d6 Gr\u00fc\u00dfe \u65e5\n7 sh");
            client.cell("""
                    var pipe = ProcessBuilder.startPipeline(
                            List.of(new ProcessBuilder("echo", "\u00fc\u65e5"), new ProcessBuilder("sed", "s/\u00fc/\u00d6/")));
                    System.out.print(new String(
                            pipe.get(1).getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                    """).prints("\u00d6\u65e5\n");
            client.cell("""
                    try (var pool = new ProcessPool(1)) {
                        System.out.print(new String(
                                pool.apply(() -> new ProcessBuilder("sh", "-c", "echo $WORD").start()
                                        .getInputStream().readAllBytes()),
                                java.nio.charset.StandardCharsets.UTF_8));
                    }
                    """).prints("Gr\u00fc\u00dfe\n");
            var failed = client.cell("%%bash\n\u00fc_nowhere; exit 5");
            assertTrue(failed.stream("stderr").startsWith("bash: line 1: "), failed::toString);
            assertEquals("error", failed.status());
        }
    }

    private static void assertAdvised(TestClient client, String code) {
        var cell = client.cell(code);
        var trace = cell.reply().content().get("traceback").toString();
        assertTrue(trace.contains("Z\u00fcrich") && trace.contains("InvalidPathException"), trace);
        assertTrue(trace.contains("start Jupyter with LANG=C.UTF-8") && trace.contains("without LC_ALL=C"), trace);
    }
}
