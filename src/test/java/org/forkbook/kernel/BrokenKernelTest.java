package org.forkbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that can't go on ends, and the next one says why under its first cell. */
@Timeout(300)
class BrokenKernelTest {

    /** A cell that makes the kernel fail, as a part does that has failed for good. */
    private static final String BREAK = """
            var sender = org.forkbook.kernel.comm.Comms.class.getDeclaredField("sender");
            var current = org.forkbook.kernel.comm.Comms.class.getDeclaredField("current");
            sender.setAccessible(true);
            current.setAccessible(true);
            var way = sender.get(current.get(null));
            var captured = way.getClass().getDeclaredFields()[0];
            captured.setAccessible(true);
            var kernel = captured.get(way);
            var broken = kernel.getClass().getDeclaredMethod("breakDown", Throwable.class);
            broken.setAccessible(true);
            broken.invoke(kernel, new %s);
            """;

    private static String words(Conversation cell) {
        return cell.stream("stderr");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("history.")) // Written when there is time for it.
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void theNextKernelSaysOnceUnderItsFirstCellWhyTheLastOneEnded(@TempDir Path folder) throws Exception {
        try (var kernel = KernelProcess.fromClasses(folder, Map.of("FORKBOOK_SPARES", "0"), "-Xmx256m")) {
            assertEquals("", words(kernel.client.cell("var x = 1; x").returns("1")));
            var before = names(folder);
            kernel.client.send(
                    kernel.client.shell,
                    "execute_request",
                    TestClient.execute(BREAK.formatted("OutOfMemoryError(\"Java heap space\")")));
            assertEquals(70, kernel.awaitExit());
            assertTrue(kernel.written().contains("The kernel stops, and its variables are lost"), kernel.written());
            try (var next = kernel.startAgain()) {
                var told = words(next.client.cell("1 + 1").returns("2"));
                assertTrue(
                        told.startsWith(
                                "The previous kernel stopped, and its variables are lost: its memory is" + " full ("),
                        told);
                assertEquals("", words(next.client.cell("2 + 2").returns("4")));
                assertEquals(before, names(folder), "the words are kept for one kernel");
            }
        }
    }
}
