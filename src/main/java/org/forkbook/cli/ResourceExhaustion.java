package org.forkbook.cli;

import org.jspecify.annotations.Nullable;

/** Explanation of system limits that are too low for this process. */
final class ResourceExhaustion {
    private static final int DEEPEST = 16;

    private ResourceExhaustion() {}

    /** A sentence on the limit that caused a failure; null when none did. */
    static @Nullable String sentence(Throwable failure) {
        int depth = 0;
        for (Throwable e = failure; e != null && depth < DEEPEST; e = e.getCause(), depth++) {
            var text = String.valueOf(e);
            if (text.contains("Too many open files")) {
                return "This process can't open enough files and sockets. Raise the limit, for example with ulimit"
                        + " -n 1024.";
            }
            if (text.contains("unable to create native thread") || text.contains("error=11,")) {
                return "The system allows too few processes and threads. Raise the limit (ulimit -u, or that of the"
                        + " container), or end other programs.";
            }
            if (text.contains("No space left on device")) {
                return "A disk is full, probably the one with the folder for temporary files, "
                        + System.getProperty("java.io.tmpdir")
                        + ". Free some space there, or choose another folder with TMPDIR.";
            }
        }
        return null;
    }
}
