package org.forkbook.kernel.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finder of the top-level classes that a cell's text declares. */
public final class TestClasses {

    private static final Pattern SKIPPED = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"" + "|'(?:\\\\.|[^'\\\\\\n])*'",
            Pattern.DOTALL);
    private static final Pattern WORD =
            Pattern.compile("[{}]|(?<abstract>\\babstract\\s+)?\\b(?:class|record)\\s+(?<name>\\w+)");

    private TestClasses() {}

    /** The names in order, without abstract classes, which can't be run. */
    public static List<String> namesIn(String code) {
        var names = new ArrayList<String>();
        var words = WORD.matcher(SKIPPED.matcher(code).replaceAll(" "));
        int depth = 0;
        while (words.find()) {
            var name = words.group("name");
            if (name == null) {
                depth += words.group().equals("{") ? 1 : -1;
            } else if (depth == 0 && words.group("abstract") == null) {
                names.add(name);
            }
        }
        return names;
    }
}
