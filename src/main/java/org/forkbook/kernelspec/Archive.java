package org.forkbook.kernelspec;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * CDS archive beside an installed jar: the classes of kernels, loaded and verified beforehand, so that kernels start
 * faster; and beside it one for workers. An archive belongs to one jar and one JDK; any other JVM silently ignores it.
 *
 * <p>From JDK 25 on, the kernels' is an AOT cache (JEP 483, 514 and 515), in which classes are linked as well, and
 * which knows the methods worth compiling. It is enabled by the option for archives, which every JDK knows, so that a
 * kernelspec still works after the JDK is replaced by an older one. Workers use the older kind on every JDK: with a
 * cache, each needs 7 MB more private memory.
 *
 * @param file the archive
 * @param jar the jar whose classes are in it
 * @param java the {@code java} program that made it
 */
public record Archive(Path file, Path jar, Path java) {

    /** The property with the path of a kernel's archive, from which the path of its workers' archive is derived. */
    public static final String PROPERTY = "forkbook.archive";

    /**
     * The property of a training kernel, which runs only to make an archive, with the archive's path: its end takes
     * some seconds.
     */
    public static final String TRAINING = "forkbook.archive.training";

    /** The same for both kinds: a kernelspec names it, and a JDK that replaces this one may make the other kind. */
    static final String NAME = "forkbook.jsa";

    /** The oldest JDK that makes a cache in one run; 24 takes two runs, and is out of support. */
    private static final int FIRST_WITH_CACHE = 25;

    private static final String STAMP = ".for";

    /** The suffix of the archive for workers. */
    private static final String WORKERS = "-workers";

    /** The archive for kernels of this jar on this Java, beside the jar; it need not exist. */
    public static Archive beside(Path jar, Path java) {
        return new Archive(jar.resolveSibling(NAME), jar, java);
    }

    /** Its files, which need not exist. */
    public List<Path> files() {
        return List.of(file, ofWorkers(file), stamp());
    }

    /** The options of a JVM that uses it if it can. */
    public List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + file, "-Xlog:disable", "-D" + PROPERTY + "=" + file);
    }

    /** The options of a JVM that writes a new one at its end, into another file. */
    public List<String> training(Path half) {
        return List.of(
                (isCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + half,
                "-Xlog:disable",
                "-D" + TRAINING + "=" + half);
    }

    /** Whether its JDK makes a cache. */
    boolean isCache() {
        return JavaHome.feature(java) >= FIRST_WITH_CACHE;
    }

    /** The archive for the workers of a kernel with this one; it need not exist. */
    public static Path ofWorkers(Path kernels) {
        return kernels.resolveSibling(kernels.getFileName() + WORKERS);
    }

    /** A command that succeeds only if a JVM can use this file. */
    List<String> trial(Path half) {
        return List.of(
                java.toString(),
                "-Xshare:on",
                "-XX:SharedArchiveFile=" + half,
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString(),
                "--version");
    }

    /** Whether it exists, and was made for the present jar and JDK. */
    public boolean isCurrent() {
        try {
            return Files.exists(file) && Files.readString(stamp()).equals(whatFor());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an archive can be made. */
    public boolean isPossible() {
        return Files.isWritable(file.toAbsolutePath().getParent());
    }

    /**
     * Moves a newly written file into place, if a JVM can use it.
     *
     * @return whether it could
     * @throws IOException if it can't be tried or moved
     */
    public boolean take(Path half) throws IOException, InterruptedException {
        if (!Files.exists(half)) {
            return false;
        }
        var process = new ProcessBuilder(trial(half))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        if (process.waitFor() != 0) {
            drop(half);
            return false;
        }
        if (Files.exists(ofWorkers(half))) {
            move(ofWorkers(half), ofWorkers(file));
        }
        move(half, file);
        Files.writeString(stamp(), whatFor());
        return true;
    }

    /** Removes a newly written file. */
    public static void drop(Path half) throws IOException {
        Files.deleteIfExists(half);
        Files.deleteIfExists(ofWorkers(half));
        Files.deleteIfExists(half.resolveSibling(half.getFileName() + ".config")); // The input of a cache.
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes it. */
    void remove() throws IOException {
        for (var each : files()) {
            Files.deleteIfExists(each);
        }
    }

    private Path stamp() {
        return file.resolveSibling(file.getFileName() + STAMP);
    }

    /** Its dependencies as text: the files that change with the jar or the JDK. */
    private String whatFor() throws IOException {
        var real = java.toRealPath();
        var modules = real.resolve("../../lib/modules").normalize();
        var lines = new ArrayList<String>();
        for (var each : List.of(jar, Files.exists(modules) ? modules : real)) {
            lines.add(each + " " + Files.size(each) + " " + Files.getLastModifiedTime(each));
        }
        return String.join("\n", lines) + "\n";
    }
}
