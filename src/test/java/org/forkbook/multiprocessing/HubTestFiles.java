package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders of hubs' sockets that processes have left behind. */
final class HubTestFiles {

    private HubTestFiles() {}

    static void assertNoDoorOf(long pid) throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            var left = files.filter(file -> file.getFileName().toString().matches("forkbook-hub-[^-]+-" + pid + "-.*"))
                    .toList();
            assertEquals(List.of(), left);
        }
    }
}
