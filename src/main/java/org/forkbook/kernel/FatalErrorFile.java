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
 * A file beside the connection file, with what a kernel that couldn't go on has to say under the first cell of the next:
 * Jupyter starts that one with the same connection file.
 */
final class FatalErrorFile {

    private static final int MOST_BYTES = 4096;

    private final @Nullable Path connectionFile;
    private final AtomicBoolean taken = new AtomicBoolean();

    private FatalErrorFile(@Nullable Path connectionFile) {
        this.connectionFile = connectionFile;
    }

    /** The one of the kernels that have this connection file. */
    static FatalErrorFile of(Path connectionFile) {
        return new FatalErrorFile(connectionFile);
    }

    /** The one of a kernel that has no connection file: nothing is kept. */
    static FatalErrorFile none() {
        return new FatalErrorFile(null);
    }

    private static Path path(Path connectionFile) {
        return connectionFile.resolveSibling(connectionFile.getFileName() + ".last-words");
    }

    /** Keeps words for the next kernel, in a file that only its owner can read. */
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
            return; // They are in Jupyter's log all the same.
        }
    }

    /** The words of the kernel before, which are then forgotten; empty when there are none. */
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
            // Connection files may be in a folder in which others write, too.
            var isOwn = OwnerOnlyFiles.isOwn(path);
            Files.delete(path);
            return isOwn ? words : "";
        } catch (IOException e) {
            return ""; // It went when it was looked at.
        }
    }
}
