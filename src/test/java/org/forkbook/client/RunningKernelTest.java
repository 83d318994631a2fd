package org.forkbook.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RunningKernelTest {

    @TempDir
    private Path folder;

    @Test
    void aKernelThatDoesNotStartIsTriedAgainAndItsLastWordsAreTold() {
        var files = new ArrayList<Path>();
        var failure = assertThrows(
                KernelException.class,
                () -> RunningKernel.start(
                        file -> {
                            files.add(file);
                            return List.of("sh", "-c", "echo Unrecognized option: -Xoops >&2; exit 3");
                        },
                        folder));
        assertTrue(failure.reason().contains("exit code 3"), failure.reason());
        assertTrue(failure.reason().contains("Unrecognized option: -Xoops"), failure.reason());
        assertEquals(3, files.size(), "a port may have been taken: it is worth more than one try");
        files.forEach(file -> assertFalse(Files.exists(file.getParent()), "no connection file is left"));
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        var failure = assertThrows(
                KernelException.class, () -> RunningKernel.start(file -> List.of("/no/such/java"), folder));
        assertTrue(failure.reason().contains("/no/such/java"), failure.reason());
    }

    /** A sandbox listens on the kernel's ports before the kernel exists. */
    @Test
    void aPortThatIsTakenBeforeTheStartIsTriedAgainWithOthers() {
        var files = new ArrayList<Path>();
        assertThrows(
                KernelException.class,
                () -> RunningKernel.start(
                        file -> {
                            files.add(file);
                            throw new UncheckedIOException(new BindException("Address already in use"));
                        },
                        folder));
        assertEquals(3, files.size());
        files.forEach(file -> assertFalse(Files.exists(file.getParent()), "no connection file is left"));
    }
}
