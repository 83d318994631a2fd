package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessPoolTest {

    @Test
    void squaresAList() {
        try (var pool = new ProcessPool(2)) {
            assertEquals(List.of(1, 4, 9, 16, 25), pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
        }
    }

    @Test
    void appliesInAnotherProcess() {
        try (var pool = new ProcessPool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            assertNotEquals(ProcessHandle.current().pid(), pid);
        }
    }
}
