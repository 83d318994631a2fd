package org.forkbook.grading;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Limits and visible files of one submission's processes inside of a sandbox.
 *
 * @param root an empty folder outside, which may become their root
 * @param uid their user; empty for the grader's own user, without privileges
 * @param disk bytes in each file system that they may write
 * @param tasks how many threads they may have, all together
 * @param readable files and folders that are mounted read-only at the same path, besides the system's
 */
record Confinement(Path root, String uid, long disk, int tasks, List<Path> readable) {

    /** The folders of the system's programs and libraries on various Linux distributions. */
    static final List<Path> SYSTEM = List.of(
            Path.of("/usr"),
            Path.of("/bin"),
            Path.of("/sbin"),
            Path.of("/lib"),
            Path.of("/lib32"),
            Path.of("/lib64"),
            Path.of("/libx32"),
            Path.of("/etc"));

    static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom");

    /** The limit on the number of files: even empty files take memory. */
    long inodes() {
        return disk / 16_384 + 4_096;
    }

    /** The readable files that aren't the system's, and exist. */
    List<Path> ownReadable() {
        return readable.stream()
                .filter(Files::exists)
                .filter(path -> SYSTEM.stream().noneMatch(path::startsWith))
                .distinct()
                .toList();
    }
}
