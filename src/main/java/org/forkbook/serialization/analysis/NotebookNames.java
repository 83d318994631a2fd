package org.forkbook.serialization.analysis;

import java.util.regex.Pattern;

/** A formatter that restores the names of notebook classes as their author wrote them. */
public final class NotebookNames {

    /** JShell puts each declaration of a cell into a class of its own. */
    private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$[0-9A-Z_]+[.$]");

    private NotebookNames() {}

    /**
     * Removes JShell's wrapper classes from text: {@code REPL.$JShell$12$Node} becomes {@code Node}. Other text stays
     * as it is.
     */
    public static String readable(String text) {
        return text.contains("REPL.") ? WRAPPER.matcher(text).replaceAll("") : text;
    }
}
