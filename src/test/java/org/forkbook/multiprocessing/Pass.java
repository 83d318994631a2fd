package org.forkbook.multiprocessing;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One object passed between processes in a file, for tests of what travels by itself. */
public record Pass(String file) implements Serializable {
    private static final long serialVersionUID = 1L;

    public static Pass open() throws IOException {
        var file = Files.createTempFile("pass", ".bin");
        file.toFile().deleteOnExit();
        return new Pass(file.toString());
    }

    public void send(Object value) throws IOException {
        try (var out = new ObjectOutputStream(Files.newOutputStream(Path.of(file)))) {
            out.writeObject(value);
        }
    }

    public Object receive() throws ClassNotFoundException {
        try (var in = new ObjectInputStream(Files.newInputStream(Path.of(file)))) {
            return in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
