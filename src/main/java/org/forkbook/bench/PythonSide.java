package org.forkbook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Launcher of Python's programs, which are in a temporary file: Python starts further processes from that file. */
final class PythonSide implements AutoCloseable {

    private final String python;
    private final Path folder;
    private final Path file;

    private PythonSide(String python, Path folder) {
        this.python = python;
        this.folder = folder;
        this.file = folder.resolve("side.py");
    }

    /** Writes the programs to the file, for this interpreter, which is not started yet and need not exist. */
    static PythonSide open(String python) {
        try (var programs = PythonSide.class.getResourceAsStream("side.py")) {
            if (programs == null) {
                throw new AssertionError("side.py is not in the jar: the build left it out");
            }
            var side = new PythonSide(python, Files.createTempDirectory("forkbook-bench-"));
            Files.copy(programs, side.file);
            return side;
        } catch (IOException e) {
            throw new UncheckedIOException("Python's programs can't be written to the temp folder", e);
        }
    }

    /** The command that runs a program. No compiled copy of the file is left beside it. */
    List<String> command(String program, String method, int size) {
        return List.of(python, "-B", file.toString(), program, method, Integer.toString(size));
    }

    @Override
    public void close() {
        file.toFile().delete();
        folder.toFile().delete();
    }
}
