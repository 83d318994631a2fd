package org.forkbook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(100)
class LivenessLockTest {

    @TempDir
    Path folder = Path.of("");

    /** A program that locks a file, looks at it, and waits for its end. */
    static final class Owner {
        public static void main(String[] args) throws Exception {
            var file = Path.of(args[0]);
            try (var lock = LivenessLock.create(file)) {
                System.out.println(
                        LivenessLock.isFree(file) + " " + lock.getClass().getSimpleName());
                if (System.in.read() >= 0) {
                    throw new AssertionError("nobody writes");
                }
            }
        }
    }

    @Test
    void aLockEndsWithItsProcessAndNotWhenThatProcessLooksAtIt() throws Exception {
        var file = folder.resolve("lock");
        var owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = owner.inputReader()) {
            assertEquals("false LivenessLock", out.readLine());
            assertFalse(LivenessLock.isFree(file));
            owner.destroyForcibly().waitFor();
            assertTrue(LivenessLock.isFree(file));
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void aLockThatIsReleasedLeavesAFileThatIsFree() throws Exception {
        var file = folder.resolve("lock");
        try (var lock = LivenessLock.create(file)) {
            assertFalse(LivenessLock.isFree(file), lock::toString);
        }
        assertTrue(LivenessLock.isFree(file));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void aFileThatHasGoneTellsNothing() {
        assertFalse(LivenessLock.isFree(folder.resolve("none")));
    }
}
