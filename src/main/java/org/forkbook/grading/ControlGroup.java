package org.forkbook.grading;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Control group (cgroup v2) of one submission: Linux counts and limits what its processes use, whoever their parent is,
 * and kills all of them at once. Closing it kills them and removes it.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
final class ControlGroup implements Closeable {

    private static final String PROCESSES = "cgroup.procs";
    private static final String KILL = "cgroup.kill";

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 5;

    private final Path folder;

    /** The group in an existing folder. */
    ControlGroup(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates a group without limits.
     *
     * @param folder its folder, in that of a group that this process may manage
     * @throws IOException if it can't be made, or can't be killed at once: Linux 5.14 and later can
     */
    static ControlGroup create(Path folder) throws IOException {
        Files.createDirectory(folder);
        if (!Files.isWritable(folder.resolve(PROCESSES)) || !Files.isWritable(folder.resolve(KILL))) {
            Files.delete(folder);
            throw new IOException("groups of cgroup v2 can't be killed as a whole before Linux 5.14");
        }
        return new ControlGroup(folder);
    }

    /**
     * Sets limits, of which the memory and pids controllers have to be enabled in the parent.
     *
     * @param memory bytes; a process that needs more is killed with the whole group
     * @param tasks processes and threads
     */
    void limit(long memory, int tasks) throws IOException {
        write(folder.resolve("memory.max"), Long.toString(memory));
        write(folder.resolve("memory.oom.group"), "1");
        var swap = folder.resolve("memory.swap.max");
        if (Files.exists(swap)) {
            write(swap, "0");
        }
        write(folder.resolve("pids.max"), Integer.toString(tasks));
    }

    /** A command that enters the group and then becomes another. */
    List<String> entering(List<String> command) {
        var words = new ArrayList<>(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\""));
        words.add(folder.resolve(PROCESSES).toString());
        words.addAll(command);
        return words;
    }

    /** Moves a process with all its threads into a group. */
    static void add(Path folder, long pid) throws IOException {
        write(folder.resolve(PROCESSES), Long.toString(pid));
    }

    /** Whether Linux has killed its processes because they needed more memory than the limit. */
    boolean wasOutOfMemory() {
        return number("memory.events", "oom_kill") > 0;
    }

    /** The processor time of all processes that have ever been in it. */
    Duration cpuTime() {
        return Duration.of(number("cpu.stat", "usage_usec"), ChronoUnit.MICROS);
    }

    /** Kills all its processes, also those that are being started at this moment. */
    void kill() {
        try {
            write(folder.resolve(KILL), "1");
        } catch (IOException e) {
            throw new UncheckedIOException("the processes of a submission can't be killed: " + e.getMessage(), e);
        }
    }

    /** A value from a file of lines with a name and a number each; 0 if it is missing, as without its controller. */
    private long number(String file, String name) {
        try {
            for (var line : Files.readAllLines(folder.resolve(file))) {
                if (line.startsWith(name + " ")) {
                    return Long.parseLong(line.substring(name.length() + 1));
                }
            }
            return 0;
        } catch (IOException e) {
            return 0; // The controller isn't enabled, or the group has been removed.
        }
    }

    static void write(Path file, String text) throws IOException {
        Files.writeString(
                file, text, StandardOpenOption.WRITE); // Never creates a file: a write outside of a cgroup must fail.
    }

    /** Removes nested groups too, which only processes without a sandbox can have made. */
    @Override
    public void close() throws IOException {
        kill();
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (true) {
            try (var folders = Files.walk(folder)) {
                for (var each : folders.filter(Files::isDirectory)
                        .sorted(Comparator.reverseOrder())
                        .toList()) {
                    Files.delete(each);
                }
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (DirectoryNotEmptyException e) {
                throw e; // A folder with files is no cgroup.
            } catch (FileSystemException | UncheckedIOException e) {
                // Busy: processes that were killed are still ending.
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the processes of a submission were ending", e);
        }
    }
}
