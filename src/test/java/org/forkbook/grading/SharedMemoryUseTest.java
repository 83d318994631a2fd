package org.forkbook.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedMemoryUseTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private static long used(String program) throws IOException {
        assumeTrue(Files.isExecutable(PYTHON) && Files.exists(Path.of("/proc/self/maps")));
        var process = new ProcessBuilder(
                        PYTHON.toString(),
                        "-c",
                        "import mmap, os\n" + program + "\nprint('ready', flush=True)\ninput()")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader()) {
            assertEquals("ready", out.readLine());
            return SharedMemoryUse.of(Set.of(process.toHandle()));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void filesWithoutANameCountOpenOrMappedAndOnlyOnce() throws IOException {
        assertEquals(300 << 20, used("a = os.memfd_create('a')\nos.truncate(a, 300 << 20)\nb = os.dup(a)"));
        assertEquals(
                200 << 20,
                used("a = os.memfd_create('a')\nos.truncate(a, 200 << 20)\nm = mmap.mmap(a, 200 << 20)\nos.close(a)"));
    }

    @Test
    void memoryThatIsSharedWithoutAFileCounts() throws IOException {
        assertEquals(100 << 20, used("m = mmap.mmap(-1, 100 << 20)"));
        assertEquals(0, used("m = bytearray(10 << 20)"));
    }
}
