package org.forkbook.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {

    /** As Jupyter writes it: sorted keys, one space, a newline at the end. */
    private static final String AS_JUPYTER_WRITES_IT = """
            {
             "cells": [
              {
               "attachments": {},
               "cell_type": "markdown",
               "id": "a",
               "metadata": {},
               "source": [
                "# Ünï <b>&</b> 'x' 🦊\\n",
                "two"
               ]
              },
              {
               "cell_type": "code",
               "execution_count": null,
               "id": "b",
               "metadata": {
                "tags": [
                 "raises-exception"
                ],
                "unknown": {
                 "nothing": null,
                 "number": 1.50
                }
               },
               "outputs": [],
               "source": []
              }
             ],
             "metadata": {
              "kernelspec": {
               "display_name": "Java",
               "language": "java",
               "name": "java"
              }
             },
             "nbformat": 4,
             "nbformat_minor": 5,
             "somebody": "else's field"
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void readingAndWritingLosesNothing() throws Exception {
        var file = Files.writeString(folder.resolve("a.ipynb"), AS_JUPYTER_WRITES_IT);
        var notebook = Notebook.read(file);
        assertEquals("java", notebook.language());
        assertEquals(Set.of("raises-exception"), notebook.cells().get(1).tags());
        notebook.write(file);
        assertEquals(AS_JUPYTER_WRITES_IT, Files.readString(file));
    }

    @Test
    void anOlderMinorFormatGetsIdsThatAreTheSameEachTime() throws Exception {
        var text = """
                {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [
                 {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null},
                 {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": null}]}""";
        var first = parse(text);
        var second = parse(text);
        assertEquals(5, first.json().get("nbformat_minor").getAsInt());
        assertEquals(first.text(), second.text());
        assertNotEquals(first.cells().get(0).id(), first.cells().get(1).id());
        assertTrue(first.cells().get(0).id().matches("[a-zA-Z0-9-_]{1,64}"));
    }

    @Test
    void sourceMayBeOneStringOrAListOfLines() throws Exception {
        var notebook = parse("""
                {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                 {"id": "a", "cell_type": "code", "source": "a\\nb", "metadata": {}},
                 {"id": "b", "cell_type": "code", "source": ["a\\n", "b"], "metadata": {}},
                 {"id": "c", "cell_type": "code"}]}""");
        assertEquals("a\nb", notebook.cells().get(0).source());
        assertEquals("a\nb", notebook.cells().get(1).source());
        assertEquals("", notebook.cells().get(2).source());
    }

    @Test
    void whatIsNoNotebookIsRefusedWithTheReason() throws Exception {
        refused("", "is empty");
        refused("# a lesson", "isn't JSON");
        refused("{\"cells\": [", "ends too early");
        refused("[]", "not an object");
        refused("{} {}", "malformed at line 1");
        refused("{\"cells\": []}", "no \"nbformat\"");
        refused("{\"nbformat\": 4}", "no \"cells\"");
        refused("{\"nbformat\": 3, \"worksheets\": []}", "old notebook format 3");
        refused("{\"nbformat\": 5, \"cells\": []}", "newer");
        refused("{\"nbformat\": 4, \"cells\": [1]}", "cell 1");
        refused("[".repeat(100_000), "isn't JSON");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        var file = Files.write(folder.resolve("a.ipynb"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        var refusal = assertThrows(NotebookFormatException.class, () -> Notebook.read(file));
        assertTrue(refusal.toString().contains("UTF-8"), refusal.toString());
    }

    @Test
    void aFileThatIsTooBigIsRefusedBeforeItIsRead() throws Exception {
        var file = folder.resolve("big.ipynb");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Runtime.getRuntime().maxMemory());
        }
        var refusal = assertThrows(NotebookFormatException.class, () -> Notebook.read(file));
        assertTrue(refusal.toString().contains("at most"), refusal.toString());
    }

    @Test
    void writingKeepsThePermissionsAndFollowsALink() throws Exception {
        var file = Files.writeString(folder.resolve("a.ipynb"), AS_JUPYTER_WRITES_IT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        var link = Files.createSymbolicLink(folder.resolve("link.ipynb"), file);
        var notebook = Notebook.read(link);
        notebook.cells().get(1).setExecutionCount(7);
        notebook.write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(file).contains("\"execution_count\": 7"));
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count(), "nothing is left beside it");
        }
    }

    @Test
    void aWriteThatFailsLeavesTheFileAsItWas() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "not a folder");
        var notebook = parse(AS_JUPYTER_WRITES_IT);
        assertThrows(IOException.class, () -> notebook.write(file.resolve("a.ipynb")));
        assertEquals("not a folder", Files.readString(file));
    }

    private static Notebook parse(String text) throws NotebookFormatException {
        return Notebook.of(JsonParser.parseString(text).getAsJsonObject());
    }

    private void refused(String text, String reason) throws IOException {
        var file = Files.writeString(folder.resolve("bad.ipynb"), text);
        var refusal = assertThrows(NotebookFormatException.class, () -> Notebook.read(file));
        assertTrue(refusal.toString().contains(reason), refusal.toString());
        assertTrue(refusal.toString().contains(file.toString()), "it names the file");
        assertEquals(text, Files.readString(file), "nothing is lost");
    }
}
