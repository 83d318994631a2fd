package org.forkbook.multiprocessing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a test may have left behind. */
public final class OpenFiles {

    private OpenFiles() {}

    /** The number of files that this process has open. */
    public static int count() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    /** The files in the folder of shared memory whose names contain a text. */
    public static List<Path> inSharedMemory(String text) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().contains(text))
                    .toList();
        }
    }
}
