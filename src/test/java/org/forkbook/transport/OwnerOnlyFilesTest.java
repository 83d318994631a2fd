package org.forkbook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OwnerOnlyFilesTest {

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewFileIsForItsOwnerAlone() throws IOException {
        var file = folder.resolve("own");
        try (var out = OwnerOnlyFiles.create(file)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            out.write('a');
        }
        assertEquals("a", Files.readString(file));
        assertTrue(OwnerOnlyFiles.isOwn(file));
    }

    @Test
    void whatIsThereIsNeitherOverwrittenNorFollowed() throws IOException {
        var file = Files.writeString(folder.resolve("there"), "kept");
        assertThrows(FileAlreadyExistsException.class, () -> OwnerOnlyFiles.create(file));
        assertEquals("kept", Files.readString(file));
        var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThrows(FileAlreadyExistsException.class, () -> OwnerOnlyFiles.create(link));
        assertFalse(Files.exists(folder.resolve("nowhere")));
    }

    @Test
    void aFileThatIsNotThereIsNobodys() {
        assertFalse(OwnerOnlyFiles.isOwn(folder.resolve("nothing")));
    }
}
