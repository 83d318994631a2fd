package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookCopiesTest {

    @TempDir
    private Path folder;

    @Test
    void copiesKeepTheirNames() {
        assertEquals(
                List.of(Path.of("out/a.ipynb"), Path.of("out/b.ipynb")),
                NotebookCopies.of(List.of(Path.of("x/a.ipynb"), Path.of("y/b.ipynb")), Path.of("out")));
    }

    @Test
    void twoOfOneNameKeepTheirFoldersToo() {
        assertEquals(
                List.of(Path.of("out/x/a.ipynb"), Path.of("out/y/z/a.ipynb")),
                NotebookCopies.of(List.of(Path.of("n/x/a.ipynb"), Path.of("n/y/z/a.ipynb")), Path.of("out")));
    }

    @Test
    void aCopyNeverOverwritesItsSource() throws Exception {
        var notebook = Files.writeString(folder.resolve("a.ipynb"), "{}");
        var refusal = assertThrows(CommandException.class, () -> NotebookCopies.of(List.of(notebook), folder));
        assertTrue(refusal.toString().contains("--inplace"), refusal.toString());
    }
}
