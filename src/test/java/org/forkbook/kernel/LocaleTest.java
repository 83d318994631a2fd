package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real kernel that is started in a locale which knows no letters beyond ASCII. */
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

    private static void assertAdvised(TestClient client, String code) {
        var cell = client.cell(code);
        var trace = cell.reply().content().get("traceback").toString();
        assertTrue(trace.contains("Z\u00fcrich") && trace.contains("InvalidPathException"), trace);
        assertTrue(trace.contains("start Jupyter with LANG=C.UTF-8") && trace.contains("without LC_ALL=C"), trace);
    }
}
