package org.forkbook.cli;

import java.util.List;
import org.forkbook.kernel.settings.Settings;

/** The JVM's half of preview features: who asks the compiler for them needs a JVM that runs what it makes. */
final class PreviewOption {

    private static final String ENABLE = "--enable-preview";

    private PreviewOption() {}

    /** The JVM options that these settings need, besides those that there are. */
    static List<String> of(Settings settings, List<String> there) {
        return settings.compilerOptions().contains(ENABLE) && !there.contains(ENABLE) ? List.of(ENABLE) : List.of();
    }
}
