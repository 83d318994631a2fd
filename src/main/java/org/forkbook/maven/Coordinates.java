package org.forkbook.maven;

/**
 * Maven coordinates of a library.
 *
 * @param group such as {@code org.apache.commons}
 * @param artifact such as {@code commons-math3}
 * @param extension the kind of file, mostly {@code jar}
 * @param classifier such as {@code sources}; mostly empty
 * @param version one version, {@code LATEST}, {@code RELEASE}, or a range such as {@code [1.0,2.0)}
 */
public record Coordinates(String group, String artifact, String extension, String classifier, String version) {

    /**
     * Reads {@code group:artifact[:extension[:classifier]]:version}; quotes around it and a comma after it are dropped.
     *
     * @throws IllegalArgumentException if it is written in another way; the message says how it should be
     */
    public static Coordinates parse(String text) {
        var plain = text.strip().replaceAll(",$", "").replaceAll("^[\"']|[\"']$", "");
        var parts = plain.split(":", -1);
        for (var part : parts) {
            if (part.isBlank()) {
                throw unreadable(text);
            }
        }
        return switch (parts.length) {
            case 3 -> new Coordinates(parts[0], parts[1], "jar", "", parts[2]);
            case 4 -> new Coordinates(parts[0], parts[1], parts[2], "", parts[3]);
            case 5 -> new Coordinates(parts[0], parts[1], parts[2], parts[3], parts[4]);
            default -> throw unreadable(text);
        };
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" does not name a library. Write group:artifact:version, such"
                        + " as org.apache.commons:commons-math3:3.6.1.");
    }

    /** The name without the version: a class path has one version of each. */
    String key() {
        return group + ":" + artifact + ":" + extension + ":" + classifier;
    }

    @Override
    public String toString() {
        return group + ":" + artifact
                + (extension.equals("jar") && classifier.isEmpty() ? "" : ":" + extension)
                + (classifier.isEmpty() ? "" : ":" + classifier)
                + ":" + version;
    }
}
