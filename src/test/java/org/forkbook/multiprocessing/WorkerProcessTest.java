package org.forkbook.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerProcessTest {

    @Test
    void runsItsTaskInAnotherProcess() {
        var process = new WorkerProcess(() -> System.out.println("Worker process executing."));
        process.start();
        process.join();
        assertEquals(OptionalInt.of(0), process.exitCode());
    }
}
