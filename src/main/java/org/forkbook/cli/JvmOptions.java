package org.forkbook.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.forkbook.kernel.settings.Settings;

/** JVM options of kernels. */
final class JvmOptions {

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]*[kKmMgGtT]?");
    private static final String PREVIEW = "--enable-preview";

    private JvmOptions() {}

    /** The option for a heap of at most this size: {@code 2g}, {@code 512m}. */
    static String heap(String size) {
        if (!SIZE.matcher(size).matches()) {
            throw CommandException.cannot("--heap must be a size such as 2g or 512m, got \"" + size + "\"");
        }
        return "-Xmx" + size;
    }

    /**
     * The option for preview features that these settings need in addition to the given options: code that is compiled
     * with them needs a JVM that enables them.
     */
    static List<String> preview(Settings settings, List<String> there) {
        return settings.compilerOptions().contains(PREVIEW) && !there.contains(PREVIEW) ? List.of(PREVIEW) : List.of();
    }
}
