package org.forkbook.cli;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ResourceExhaustionTest {

    private static String sentence(Throwable failure) {
        return String.valueOf(ResourceExhaustion.sentence(failure));
    }

    @Test
    void aLimitOfTheSystemIsToldInASentenceHoweverDeepItLies() {
        var files = new ExceptionInInitializerError(new IOException("Too many open files"));
        assertTrue(sentence(files).contains("ulimit -n"), sentence(files));
        var processes = new IllegalStateException(new IOException("error=11, Resource temporarily unavailable"));
        assertTrue(sentence(processes).contains("ulimit -u"), sentence(processes));
        var threads = new OutOfMemoryError("unable to create native thread: possibly out of memory");
        assertTrue(sentence(threads).contains("ulimit -u"), sentence(threads));
        var disk = new IOException("No space left on device");
        assertTrue(sentence(disk).contains(System.getProperty("java.io.tmpdir")), sentence(disk));
    }

    @Test
    void anythingElseIsNoScarcity() {
        assertNull(ResourceExhaustion.sentence(new OutOfMemoryError("Java heap space")));
        assertNull(ResourceExhaustion.sentence(new IllegalStateException("a bug", new IOException("no such file"))));
    }
}
