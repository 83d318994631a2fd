package org.forkbook.transport;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.forkbook.service.ShutdownSequence;

/** The files and directories of this process that are deleted when it exits, unless it has deleted them earlier. */
public final class DeleteOnExit {

    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();
    private static final Runnable ALL = DeleteOnExit::deleteAll;

    private DeleteOnExit() {}

    /** Deletes all of them now: this process is about to end without running its shutdown hooks. */
    public static void deleteAll() {
        FILES.forEach(DeleteOnExit::delete);
    }

    /**
     * Adds a file, or a directory with the files that it will have.
     *
     * @return false if this process is exiting: it may be too late to delete it
     */
    public static boolean add(Path file) {
        FILES.add(file);
        try {
            ShutdownSequence.add(ShutdownSequence.Step.DELETE_FILES, ALL);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Whether this process will delete it. */
    public static boolean contains(Path file) {
        return FILES.contains(file);
    }

    /** Deletes a file, or a directory with the files in it; best effort. */
    public static void delete(Path file) {
        FILES.remove(file);
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                deleteFilesIn(file);
            }
            Files.deleteIfExists(file);
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's, or another process has just removed it; the next sweep tries again.
            System.getLogger(DeleteOnExit.class.getName()).log(System.Logger.Level.DEBUG, "Removing " + file, e);
        }
    }

    private static void deleteFilesIn(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
