package org.forkbook.kernel.source;

import java.util.regex.Pattern;

/**
 * Error that the compiler reports for a cell.
 *
 * @param message what javac says, in English
 * @param code javac's key for it, such as {@code compiler.err.cant.resolve.location}
 * @param start where it begins in the cell, in UTF-16 units
 * @param end where it ends
 */
public record CompileProblem(String message, String code, int start, int end) {

    private static final Pattern PACKAGES = Pattern.compile("\\bjava\\.(?:[a-z]+\\.)+(?=[A-Z])");

    /** The message with the JDK's classes by their simple names, as their users know them. */
    public String shortMessage() {
        return withoutPackages(message);
    }

    /** Text with the JDK's classes by their simple names. */
    public static String withoutPackages(String text) {
        return PACKAGES.matcher(text).replaceAll("");
    }
}
