package org.forkbook.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.forkbook.multiprocessing.errors.SharedMemoryException;
import org.forkbook.service.Zombie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SegmentTest {

    @AfterEach
    void clear() {
        System.clearProperty("forkbook.memory.folder");
        System.clearProperty("forkbook.memory.named");
    }

    @Test
    void aReferenceToAFileNumberThatNowIsSomethingElseIsRefused() {
        try (var segment = Segment.allocate(100)) {
            var real = segment.reference();
            var wrong = new SegmentReference(UUID.randomUUID(), real.bytes(), real.path(), real.machine(), real.pid());
            var e = assertThrows(SharedMemoryException.class, () -> Segment.attach(wrong));
            assertTrue(String.valueOf(e.getMessage()).contains("no longer exists"), e.getMessage());
            var input = new SegmentReference(UUID.randomUUID(), 64, "/proc/self/fd/0", real.machine(), real.pid());
            assertThrows(SharedMemoryException.class, () -> Segment.attach(input));
        }
    }

    @Test
    void aFullFolderIsAnErrorAtCreationAndNotASignalLater(@TempDir Path folder) throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0, "needs root");
        try {
            System.setProperty("forkbook.memory.folder", folder.toString());
            try (var fits = Segment.allocate(600 << 10)) {
                assertEquals(600 << 10, fits.memory().capacity());
                var e = assertThrows(SharedMemoryException.class, () -> Segment.allocate(600 << 10));
                assertTrue(String.valueOf(e.getMessage()).contains("--shm-size"), e.getMessage());
                assertEquals(0, Objects.requireNonNull(folder.toFile().list()).length);
            }
        } finally {
            run("umount", "-l", folder.toString());
        }
    }

    @Test
    void aFolderWithoutProcKeepsNamesUntilTheSegmentIsClosed(@TempDir Path folder) throws Exception {
        System.setProperty("forkbook.memory.folder", folder.toString());
        System.setProperty("forkbook.memory.named", "true");
        var segment = Segment.allocate(64);
        segment.memory().putInt(0, 5);
        var file = Path.of(segment.reference().path());
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var other = MappedFile.open(segment.reference())) {
            assertEquals(
                    5, other.memory().order(java.nio.ByteOrder.nativeOrder()).getInt(64));
        }
        segment.close();
        assertFalse(Files.exists(file));
        var left = folder.resolve("forkbook-99999999-" + UUID.randomUUID());
        Files.createFile(left);
        SegmentNames.sweep();
        assertFalse(Files.exists(left));
    }

    @Test
    void aFileWithANameIsLockedSoThatAPidThatIsInUseAgainMisleadsNobody(@TempDir Path folder) throws Exception {
        System.setProperty("forkbook.memory.folder", folder.toString());
        System.setProperty("forkbook.memory.named", "true");
        try (var segment = Segment.allocate(64)) {
            var file = Path.of(segment.reference().path());
            var left = file.resolveSibling(file.getFileName()
                    .toString()
                    .replace(segment.id().toString(), UUID.randomUUID().toString()));
            Files.createFile(left);
            SegmentNames.sweep();
            assertFalse(Files.exists(left), "a file of this PID that nobody has locked");
            assertTrue(Files.exists(file));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileOfAProcessForWhichNobodyWaitsIsRemoved(@TempDir Path folder) throws Exception {
        System.setProperty("forkbook.memory.folder", folder.toString());
        try (var zombie = Zombie.start()) {
            var left = folder.resolve("forkbook-" + zombie.handle().pid() + "-" + UUID.randomUUID());
            Files.createFile(left);
            SegmentNames.sweep();
            assertFalse(Files.exists(left));
        }
    }

    @Test
    void aCellHasOneIdentityForAllWhoHaveItsReference() {
        var line = CacheLine.allocate();
        assertEquals(line.reference().identity(), line.identity());
        assertEquals(line.identity(), CacheLine.attach(line.reference()).identity());
    }

    private static int run(String... command) throws Exception {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
