package org.forkbook.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExitStatusTest {

    @Test
    void aSignalIsNamedWithItsLikelyCause() {
        assertEquals(
                "was ended by signal 9 (SIGKILL): it was killed, often by the system because memory ran out",
                ExitStatus.of(137).explain());
        assertEquals(
                "was ended by signal 15 (SIGTERM): it was asked to end, by a user or by a time limit of the system",
                ExitStatus.of(143).explain());
    }

    @Test
    void everySignalHasAName() {
        assertEquals("was ended by signal 31 (SIGSYS)", ExitStatus.of(128 + 31).describe());
        assertEquals(
                "was ended by signal 64 (signal 64)", ExitStatus.of(128 + 64).describe());
    }

    @Test
    void anExitCodeSpeaksForItself() {
        assertEquals("ended with exit code 3", ExitStatus.of(3).explain());
        assertEquals("ended with exit code 255", ExitStatus.of(255).explain());
    }
}
