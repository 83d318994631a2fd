package org.forkbook.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of processes that are others' children. {@link ProcessHandle#onExit()} is not enough: it waits until the system's
 * first process has waited for an orphan too, and that one may take its time.
 */
public final class ProcessEnd {
    private static final long TIMEOUT_SECONDS = 120;

    private ProcessEnd() {}

    /** Waits until all have ended. */
    public static void await(Collection<ProcessHandle> processes) throws TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        for (var process : processes) {
            while (ProcessLiveness.isRunning(process)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("Process " + process.pid() + " goes on: " + describe(process.pid()));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    /** Waits until it has ended. */
    public static void await(ProcessHandle process) throws TimeoutException {
        await(List.of(process));
    }

    private static String describe(long pid) {
        var text = new StringBuilder();
        for (var file : List.of("cmdline", "stat", "wchan", "environ")) {
            try {
                var read = Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
                text.append('\n').append(file).append(": ").append(read.replace('\0', ' '));
            } catch (IOException e) {
                text.append('\n').append(file).append(": ").append(e);
            }
        }
        return text.toString();
    }
}
