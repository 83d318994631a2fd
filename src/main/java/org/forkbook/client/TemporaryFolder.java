package org.forkbook.client;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.transport.LivenessLock;
import org.forkbook.transport.OwnerOnlyFiles;

/**
 * Temporary folder that is deleted when it is closed or, if its program was killed, when another program creates one of
 * the same kind. A lock on a file in it, which the system releases at a program's end, shows whether it is still in
 * use.
 *
 * <pre>{@code
 * try (var folder = TemporaryFolder.create("forkbook-kernel-")) {
 *     Files.writeString(folder.path().resolve("connection.json"), text);
 * }
 * }</pre>
 */
public final class TemporaryFolder implements AutoCloseable {

    private static final String LOCK = ".in-use";
    private static final Set<String> SWEPT = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final LivenessLock lock;

    private TemporaryFolder(Path path, LivenessLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates a folder that only its owner can enter.
     *
     * @param prefix the prefix of its name, which identifies its kind
     * @throws IOException if it can't be created or locked
     */
    public static TemporaryFolder create(String prefix) throws IOException {
        if (SWEPT.add(prefix)) {
            sweep(prefix);
        }
        var path = make(prefix);
        try {
            return new TemporaryFolder(path, LivenessLock.create(path.resolve(LOCK)));
        } catch (IOException e) {
            delete(path);
            throw e;
        }
    }

    private static Path make(String prefix) throws IOException {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new IOException(
                    "Can't create a folder in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                            + ". Free some space there, or choose another folder for temporary files (TMPDIR).",
                    e);
        }
    }

    /** The folder's path. */
    public Path path() {
        return path;
    }

    /**
     * Deletes it with its contents. Harmless when called twice.
     *
     * @throws IOException if something in it can't be removed
     */
    @Override
    public void close() throws IOException {
        lock.close();
        delete(path);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void sweep(String prefix) {
        var parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (var left = Files.newDirectoryStream(parent, prefix + "*")) {
            left.forEach(TemporaryFolder::removeUnlessInUse);
        } catch (IOException | DirectoryIteratorException e) {
            // Cleaning up after other programs is optional.
        }
    }

    private static void removeUnlessInUse(Path folder) {
        // Not another user's folder, nor a link that somebody has put there. A folder without a lock is just being
        // created, or isn't ours.
        if (OwnerOnlyFiles.isOwnDirectory(folder) && LivenessLock.isFree(folder.resolve(LOCK))) {
            try {
                delete(folder);
            } catch (IOException e) {
                // Cleaning up after other programs is optional.
            }
        }
    }
}
