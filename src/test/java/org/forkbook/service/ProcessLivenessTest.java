package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(120)
class ProcessLivenessTest {

    @Test
    void aProcessRunsUntilItHasEnded() throws Exception {
        var process = new ProcessBuilder("sleep", "600").start();
        assertTrue(ProcessLiveness.isRunning(process.toHandle()));
        assertEquals(Optional.of(process.toHandle()), ProcessLiveness.running(process.pid()));
        process.destroyForcibly().waitFor();
        assertFalse(ProcessLiveness.isRunning(process.toHandle()));
        assertEquals(Optional.empty(), ProcessLiveness.running(process.pid()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aZombieHasEnded() throws Exception {
        try (var zombie = Zombie.start()) {
            assertTrue(zombie.handle().isAlive(), "the JDK counts it among the living");
            assertFalse(ProcessLiveness.isRunning(zombie.handle()));
            assertEquals(
                    Optional.empty(), ProcessLiveness.running(zombie.handle().pid()));
        }
    }
}
