package org.forkbook.maven;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Risk of receiving a manipulated library, which a user may accept. */
public enum RepositoryRisk {
    /** A repository uses {@code http}, where anybody on the way can answer. */
    HTTP,
    /** A file's checksum differs from the repository's. */
    WRONG_CHECKSUMS;

    /** The word for it in the user's settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The risks that these words name. */
    public static Set<RepositoryRisk> of(Set<String> words) {
        return Arrays.stream(values())
                .filter(risk -> words.contains(risk.word()))
                .collect(Collectors.toSet());
    }
}
