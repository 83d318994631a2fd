package org.forkbook.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a process still runs. A zombie doesn't: it has ended, and keeps its number until its parent has waited for it.
 *
 * <p>{@link ProcessHandle#isAlive()} and {@link ProcessHandle#of(long)} count a zombie among the living. Where the first process
 * doesn't wait for orphans that it has inherited, as in a container without an init, one stays a zombie for ever.
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

    /** Linux tells the state after the program's name, which is in brackets and may hold anything. */
    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            int name = stat.lastIndexOf(')');
            return stat.startsWith("Z", name + 2) || stat.startsWith("X", name + 2);
        } catch (IOException e) {
            return false; // Another system; or it has gone, as its handle says.
        }
    }
}
