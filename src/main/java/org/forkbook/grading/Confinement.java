package org.forkbook.grading;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one submission's processes see and may do inside of a sandbox.
 *
 * @param root an empty folder outside, which may become their root
 * @param uid who they are; empty for the grader's own user, without privileges
 * @param disk bytes in each file system that they may write
 * @param tasks how many threads they may have, all together
 * @param readable files and folders that they see at the same place, read-only, besides the system's
 */
record Confinement(Path root, String uid, long disk, int tasks, List<Path> readable) {

    /** Where the system's programs and libraries are, on one Linux or another. */
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

    /** How many files fit: those without a byte in them take memory, too. */
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
