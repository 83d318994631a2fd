package org.forkbook.cli;

import java.util.regex.Pattern;

/** Amount of memory in the JVM's notation: {@code 2g}, {@code 512m}. */
final class HeapSize {

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]*[kKmMgGtT]?");

    private HeapSize() {}

    /** The JVM's option for a heap of at most this size. */
    static String option(String size) {
        if (!SIZE.matcher(size).matches()) {
            throw CommandException.cannot("--heap must be a size such as 2g or 512m, got \"" + size + "\"");
        }
        return "-Xmx" + size;
    }
}
