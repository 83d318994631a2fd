package org.forkbook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Check of the system's resource limits on Linux. */
final class LimitCheck {

    /** A kernel with eight workers opens some hundreds. */
    private static final long FILES = 1024;

    /** Threads count too: a JVM has some twenty. */
    private static final long PROCESSES = 1024;

    private LimitCheck() {}

    static DoctorResult openFiles() {
        return judge("Open files", limit("Max open files"), FILES, "ulimit -n 4096");
    }

    static DoctorResult processes() {
        var user = limit("Max processes");
        var group = pidsOfThisGroup();
        var least = user.isPresent() && group.isPresent()
                ? OptionalLong.of(Math.min(user.getAsLong(), group.getAsLong()))
                : (user.isPresent() ? user : group);
        return judge("Processes", least, PROCESSES, "ulimit -u 4096, or in a container: --pids-limit=4096");
    }

    private static DoctorResult judge(String subject, OptionalLong limit, long needed, String mend) {
        if (limit.isEmpty()) {
            return DoctorResult.ok(subject, "no limit");
        }
        var found = "at most %,d".formatted(limit.getAsLong());
        return limit.getAsLong() < needed
                ? DoctorResult.lacking(subject, found + "; many workers at once may fail", "Raise it: " + mend)
                : DoctorResult.ok(subject, found);
    }

    /** The soft limit of this name in {@code /proc/self/limits}; empty when there is none. */
    private static OptionalLong limit(String name) {
        return lines(Path.of("/proc/self/limits"))
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" +", 2)[0])
                .findFirst()
                .flatMap(LimitCheck::number)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** The limit that the container or the service manager sets for this control group. */
    private static OptionalLong pidsOfThisGroup() {
        var group = lines(Path.of("/proc/self/cgroup"))
                .filter(line -> line.startsWith("0::"))
                .map(line -> line.substring("0::".length()))
                .findFirst()
                .orElse("/");
        return lines(Path.of("/sys/fs/cgroup" + group, "pids.max"))
                .findFirst()
                .flatMap(LimitCheck::number)
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            // A system without this file sets no such limit.
            return Stream.empty();
        }
    }
}
