package org.forkbook.kernel.magic;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Suggestions for mistyped names, by edit distance. */
public final class SpellingSuggestions {

    private SpellingSuggestions() {}

    /** The candidate that is likely meant by a mistyped name; null when none is near. */
    public static @Nullable String nearest(String name, Collection<String> candidates) {
        int allowed = name.length() < 3 ? 0 : Math.max(1, name.length() / 3); // Any two of "a", "b" and "p" are near.
        return candidates.stream()
                .distinct()
                .filter(candidate -> !candidate.equals(name) && distance(name, candidate) <= allowed)
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElse(null);
    }

    /**
     * The Damerau-Levenshtein distance, ignoring case: the number of letters to insert, delete, change, or swap with
     * the next.
     */
    private static int distance(String one, String other) {
        var a = one.toLowerCase(Locale.ROOT);
        var b = other.toLowerCase(Locale.ROOT);
        var before = new int[b.length() + 1];
        var above = new int[b.length() + 1];
        var row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            var next = before;
            before = above;
            above = row;
            row = next;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}
