package org.forkbook.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A liveness test for processes that counts a zombie as dead: it has ended, and keeps its PID only until its parent
 * has waited for it.
 *
 * <p>{@link ProcessHandle#isAlive()} and {@link ProcessHandle#of(long)} count a zombie as alive. Where process 1
 * doesn't reap orphans, as in a container without an init, a zombie stays for ever.
 */
public final class ProcessLiveness {

    private ProcessLiveness() {}

    /** Whether the process runs. */
    public static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    /** The process with this id, if it runs. */
    public static Optional<ProcessHandle> running(long pid) {
        return ProcessHandle.of(pid).filter(process -> !isZombie(pid));
    }

    /** Linux shows the state after the program's name, which is in brackets and may contain anything. */
    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            int name = stat.lastIndexOf(')');
            return stat.startsWith("Z", name + 2) || stat.startsWith("X", name + 2);
        } catch (IOException e) {
            return false; // Another system; or the process has ended, as its handle reports.
        }
    }
}
