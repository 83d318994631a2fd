package org.forkbook.serialization.analysis;

import java.util.regex.Pattern;

/** The names of a notebook's classes as their author wrote them. */
public final class NotebookNames {

    /** JShell puts each declaration of a cell into a class of its own. */
    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$[0-9A-Z_]+[.$]");

    private NotebookNames() {}

    /**
     * Text without JShell's wrapper classes: {@code REPL.$JShell$12$Node} becomes {@code Node}. Other text stays as it is.
     */
    public static String readable(String text) {
        return text.contains("REPL.") ? WRAPPER.matcher(text).replaceAll("") : text;
    }
}
