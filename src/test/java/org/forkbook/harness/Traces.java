package org.forkbook.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What processes leave behind them, and how long it takes them to go. */
final class Traces {

    private Traces() {}

    /** The library's files and folders of a process, in the places where it puts some. */
    static Set<String> files(long pid) throws IOException {
        var names = new TreeSet<String>();
        for (var folder : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
            if (Files.isDirectory(Path.of(folder))) {
                try (var files = Files.newDirectoryStream(Path.of(folder), "forkbook*" + pid + "*")) {
                    files.forEach(file -> names.add(file.toString()));
                }
            }
        }
        return names;
    }

    /** How many descriptors a process has open; 0 where the system doesn't say. */
    static int descriptors(long pid) throws IOException {
        var folder = Path.of("/proc/" + pid + "/fd");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var open = Files.list(folder)) {
            return (int) open.count();
        }
    }

    /** A process's resident memory in MiB; 0 where the system doesn't say. */
    static long resident(long pid) throws IOException {
        var status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Waits until something holds; how long that took. */
    static Duration await(BooleanSupplier condition, Duration most) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                throw new AssertionError("not within " + most);
            }
            LockSupport.parkNanos(2_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Prints a line of figures. */
    static void figures(String text) {
        System.out.println("[harness] " + text);
    }
}
