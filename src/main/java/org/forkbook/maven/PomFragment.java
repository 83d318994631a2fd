package org.forkbook.maven;

import java.util.regex.Pattern;

/**
 * POM, or parts of one in the form that libraries' web pages show for copying: {@code <dependency>} and {@code
 * <repository>} elements in any number and order.
 */
final class PomFragment {

    private static final Pattern NOISE = Pattern.compile("<\\?xml[^>]*\\?>|<!DOCTYPE[^>]*>|<!--.*?-->", Pattern.DOTALL);

    private PomFragment() {}

    /** The text of a whole POM. */
    static String complete(String text) {
        var plain = NOISE.matcher(text).replaceAll("").strip();
        if (plain.startsWith("<project")) {
            return text.strip();
        }
        var managed = new Part("dependencyManagement");
        var rest = managed.takeFrom(plain);
        var repositories = new Part("repository");
        rest = repositories.takeFrom(rest);
        var dependencies = new Part("dependency");
        rest = dependencies.takeFrom(rest);
        rest = rest.replaceAll("</?(repositories|dependencies)\\s*/?>", "");
        return "<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n"
                + element(rest, "modelVersion", "4.0.0")
                + element(rest, "groupId", "notebook")
                + element(rest, "artifactId", "notebook")
                + element(rest, "version", "1")
                + without(rest, "modelVersion", "groupId", "artifactId", "version")
                + managed.found
                + "\n<repositories>" + repositories.found + "</repositories>"
                + "\n<dependencies>" + dependencies.found + "</dependencies>\n</project>\n";
    }

    private static String element(String text, String name, String otherwise) {
        var matcher = element(name).matcher(text);
        return matcher.find() ? matcher.group() : "<" + name + ">" + otherwise + "</" + name + ">\n";
    }

    private static String without(String text, String... names) {
        var rest = text;
        for (var name : names) {
            rest = element(name).matcher(rest).replaceFirst("");
        }
        return rest;
    }

    private static Pattern element(String name) {
        return Pattern.compile("<" + name + "(?:\\s[^>]*)?>.*?</" + name + "\\s*>", Pattern.DOTALL);
    }

    /** The elements of one name. */
    private static final class Part {
        private final Pattern pattern;
        private final StringBuilder found = new StringBuilder();

        Part(String name) {
            pattern = element(name);
        }

        /** Extracts them from a text, and returns the rest. */
        String takeFrom(String text) {
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                found.append(matcher.group()).append('\n');
            }
            return pattern.matcher(text).replaceAll("");
        }
    }
}
