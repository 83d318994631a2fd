package org.forkbook.course;

/** Fence of backticks around a block of code: at least three, and more than at the start of any line of the code. */
final class Fence {

    private Fence() {}

    static String around(String code) {
        int longest = code.lines().mapToInt(Fence::length).max().orElse(0);
        return "`".repeat(Math.max(3, longest + 1));
    }

    /** The number of backticks at the start of a line. */
    static int length(String line) {
        int length = 0;
        while (length < line.length() && line.charAt(length) == '`') {
            length++;
        }
        return length;
    }

    /** Whether a line closes a block that was opened with {@code length} backticks. */
    static boolean closes(String line, int length) {
        return length(line) >= length && line.substring(length(line)).isBlank();
    }
}
