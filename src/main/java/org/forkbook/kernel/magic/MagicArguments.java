package org.forkbook.kernel.magic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parsed arguments of a magic: {@code one "two words" --scope test -v}. A comment ends them.
 *
 * @param plain the words that are no options, in order
 * @param options each option with its value; empty for a flag
 */
public record MagicArguments(List<String> plain, Map<String, String> options) {

    /** All words of a line, options included. */
    public static List<String> all(String line) {
        return List.copyOf(split(line));
    }

    /**
     * Parses a line.
     *
     * @param withValue the options that take the next word as their value, where it isn't given as {@code --name=value}
     */
    public static MagicArguments of(String line, String... withValue) {
        var takesValue = Set.of(withValue);
        var plain = new ArrayList<String>();
        var options = new LinkedHashMap<String, String>();
        String waiting = null;
        for (var word : split(line)) {
            if (waiting != null) {
                options.merge(waiting, word, (before, more) -> before + "," + more);
                waiting = null;
            } else if (word.matches("--?[A-Za-z].*")) {
                var name = word.replaceFirst("^--?", "").replaceFirst("=.*$", "");
                if (word.contains("=")) {
                    options.put(name, word.substring(word.indexOf('=') + 1));
                } else if (takesValue.contains(name)) {
                    waiting = name;
                } else {
                    options.put(name, "");
                }
            } else {
                plain.add(word);
            }
        }
        return new MagicArguments(List.copyOf(plain), options);
    }

    /** The words of a line: split at blanks that are not in quotes, up to {@code //} or {@code #}. */
    static List<String> split(String line) {
        var words = new ArrayList<String>();
        @Nullable StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == 0 && word == null && (line.startsWith("//", i) || c == '#')) {
                break;
            }
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote == 0 ? c : 0;
                word = word == null ? new StringBuilder() : word;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
            } else {
                word = word == null ? new StringBuilder() : word;
                word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    /** Words as one line that {@link #of} parses into the same words. */
    public static String join(List<String> words) {
        return words.stream()
                .map(word -> word.isEmpty() || word.matches(".*[\\s#'\"].*|//.*") ? quoted(word) : word)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.contains("\"") ? "'" + word + "'" : "\"" + word + "\"";
    }
}
