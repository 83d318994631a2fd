package org.forkbook.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The files that this process has made and removes at its end, unless it has done so before. */
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
            // Somebody else's, or another process has just removed it; the next one that sweeps tries again.
            System.getLogger(DeleteOnExit.class.getName()).log(System.Logger.Level.DEBUG, "Removing " + file, e);
        }
    }
}
