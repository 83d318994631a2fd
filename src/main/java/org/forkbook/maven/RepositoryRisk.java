package org.forkbook.maven;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A way in which a library may be another one than its author's, which a user accepts. */
public enum RepositoryRisk {
    /** A repository is asked over {@code http}, where anybody on the way can answer. */
    HTTP,
    /** What arrives has another checksum than its repository tells. */
    WRONG_CHECKSUMS;

    /** The word for it in the user's settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Those that these words name. */
    public static Set<RepositoryRisk> of(Set<String> words) {
        return Arrays.stream(values())
                .filter(risk -> words.contains(risk.word()))
                .collect(Collectors.toSet());
    }
}
