package org.forkbook.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forkbook.transport.OwnerOnlyFiles;
import org.jspecify.annotations.Nullable;

/**
 * File beside the connection file that passes a fatal error on to the next kernel: Jupyter starts that one with the
 * same connection file, and it shows the error under its first cell.
 */
final class FatalErrorFile {

    private static final int MOST_BYTES = 4096;

    private final @Nullable Path connectionFile;
    private final AtomicBoolean taken = new AtomicBoolean();

    private FatalErrorFile(@Nullable Path connectionFile) {
        this.connectionFile = connectionFile;
    }

    /** The file of the kernels that share this connection file. */
    static FatalErrorFile of(Path connectionFile) {
        return new FatalErrorFile(connectionFile);
    }

    /** A file for a kernel without a connection file: it keeps nothing. */
    static FatalErrorFile none() {
        return new FatalErrorFile(null);
    }

    private static Path path(Path connectionFile) {
        return connectionFile.resolveSibling(connectionFile.getFileName() + ".last-words");
    }

    /** Stores a message for the next kernel, in a file that only its owner can read. */
    void write(String words) {
        if (connectionFile == null) {
            return;
        }
        var path = path(connectionFile);
        try {
            Files.deleteIfExists(path);
            try (var out = OwnerOnlyFiles.create(path)) {
                out.write(words.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return; // Jupyter's log has them as well.
        }
    }

    /** Removes and returns the previous kernel's message; empty when there is none. */
    String take() {
        if (connectionFile == null || taken.getAndSet(true)) {
            return "";
        }
        var path = path(connectionFile);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            var words = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            // Connection files may be in a folder that other users can write to.
            var isOwn = OwnerOnlyFiles.isOwn(path);
            Files.delete(path);
            return isOwn ? words : "";
        } catch (IOException e) {
            return ""; // It was deleted in between.
        }
    }
}
