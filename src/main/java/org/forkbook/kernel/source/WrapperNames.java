package org.forkbook.kernel.source;

import java.util.regex.Pattern;

/** Parser of the names of the classes around snippets: JShell's own, and those of their versions in this process. */
public final class WrapperNames {
    public static final Pattern WRAPPER = Pattern.compile("REPL([./])\\$JShell\\$(\\d+(?:_\\d+)*)");
    private static final Pattern VERSION = Pattern.compile(WRAPPER.pattern() + "[A-Z]*");

    private WrapperNames() {}

    /** JShell's wrapper class of a class that it has named: the class itself, or the outermost around it. */
    public static String wrapperOf(String className) {
        var matcher = WRAPPER.matcher(className);
        return matcher.lookingAt() ? matcher.group() : className;
    }

    /** The version that a class of this process belongs to, by its name. */
    public static String versionOf(String className) {
        var matcher = VERSION.matcher(className);
        return matcher.lookingAt() ? matcher.group() : className;
    }
}
