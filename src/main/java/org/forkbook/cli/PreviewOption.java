package org.forkbook.cli;

import java.util.List;
import org.forkbook.kernel.settings.Settings;

/** JVM option for preview features: code that is compiled with them needs a JVM that enables them. */
final class PreviewOption {

    private static final String ENABLE = "--enable-preview";

    private PreviewOption() {}

    /** The JVM options that these settings need in addition to the given ones. */
    static List<String> of(Settings settings, List<String> there) {
        return settings.compilerOptions().contains(ENABLE) && !there.contains(ENABLE) ? List.of(ENABLE) : List.of();
    }
}
