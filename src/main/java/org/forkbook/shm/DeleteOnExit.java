package org.forkbook.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files of this process that are deleted when it exits, unless it has deleted them earlier. */
final class DeleteOnExit {

    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(DeleteOnExit::deleteAll, "forkbook-leftovers"));
    }

    private DeleteOnExit() {}

    static void deleteAll() {
        FILES.forEach(DeleteOnExit::delete);
    }

    static void add(Path file) {
        FILES.add(file);
    }

    static boolean contains(Path file) {
        return FILES.contains(file);
    }

    static void delete(Path file) {
        FILES.remove(file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Another user's, or another process has just removed it; the next sweep tries again.
            System.getLogger(DeleteOnExit.class.getName()).log(System.Logger.Level.DEBUG, "Removing " + file, e);
        }
    }
}
