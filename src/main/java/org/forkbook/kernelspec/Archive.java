package org.forkbook.kernelspec;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A class-data archive beside an installed jar: the classes of kernels, loaded and checked beforehand, so that they start in
 * less time; and beside it one for workers. They belong to one jar and one JDK; a JVM leaves out one that isn't its own, and
 * says nothing.
 *
 * <p>From JDK 25 on, the kernels' is an AOT cache (JEP 483, 514 and 515), in which classes are linked as well, and which
 * knows the methods worth compiling. It is used by the option of archives, which every JDK knows, so that a kernelspec
 * survives a JDK that is replaced by an older one. Workers have the older kind on every JDK: with a cache, each has 7 MB
 * more memory of its own.
 *
 * @param file the archive
 * @param jar the jar whose classes are in it
 * @param java the {@code java} program that made it
 */
public record Archive(Path file, Path jar, Path java) {

    /** The property that tells a kernel where its archive is, and from whom its workers learn it. */
    public static final String PROPERTY = "forkbook.archive";

    /**
     * The property of a kernel that runs only to make an archive, with where that is written: what it does at its end takes
     * some seconds.
     */
    public static final String TRAINING = "forkbook.archive.training";

    /** Of either kind: a kernelspec names it, and the next JDK in its place may make another kind. */
    static final String NAME = "forkbook.jsa";

    /** The oldest JDK that makes a cache in one run; 24 takes two runs, and is out of support. */
    private static final int FIRST_WITH_CACHE = 25;

    private static final String STAMP = ".for";

    /** What the archive for workers is called besides. */
    private static final String WORKERS = "-workers";

    /** The place of the archive for kernels of this jar on this Java, beside the jar; it need not be there. */
    public static Archive beside(Path jar, Path java) {
        return new Archive(jar.resolveSibling(NAME), jar, java);
    }

    /** Its files, there or not. */
    public List<Path> files() {
        return List.of(file, ofWorkers(file), stamp());
    }

    /** The options of a JVM that uses it, or does without when it can't. */
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

    /** Where the archive for the workers of a kernel is that has this one; it need not be there. */
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

    /** Whether it is there, and was made for the jar and the JDK as they are now. */
    public boolean isCurrent() {
        try {
            return Files.exists(file) && Files.readString(stamp()).equals(whatFor());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether there could be one. */
    public boolean isPossible() {
        return Files.isWritable(file.toAbsolutePath().getParent());
    }

    /**
     * Puts a newly written file into its place, if a JVM can use it.
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

    /** Removes what was written before it was taken. */
    public static void drop(Path half) throws IOException {
        Files.deleteIfExists(half);
        Files.deleteIfExists(ofWorkers(half));
        Files.deleteIfExists(half.resolveSibling(half.getFileName() + ".config")); // What a cache is made from.
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

    /** What it depends on, as text: the files that change when a jar or a JDK is another. */
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
