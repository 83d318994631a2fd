package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders of brokers' sockets that processes have left behind. */
public final class BrokerSocketFiles {

    private BrokerSocketFiles() {}

    public static void assertNoSocketOf(long pid) throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            var left = files.filter(
                            file -> file.getFileName().toString().matches("forkbook-broker-[^-]+-" + pid + "-.*"))
                    .toList();
            assertEquals(List.of(), left);
        }
    }
}
