package org.forkbook.worker.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A command whose arguments reach its program in UTF-8 under any locale. In a locale such as {@code LC_ALL=C}, a JVM
 * passes a question mark for each non-ASCII character. A command with such characters is handed to a shell, in octal,
 * which then execs the program: its process, its streams and its messages are the same.
 *
 * <p>A program that doesn't exist is reported differently: the shell prints a message and exits with code 127.
 */
public final class Utf8Command {

    private Utf8Command() {}

    /** Has a process start with the arguments of its command, and the variables that were set for it, unchanged. */
    public static ProcessBuilder pass(ProcessBuilder builder) {
        if (File.separatorChar != '/') {
            return builder; // Windows accepts all characters.
        }
        var encoding = LocaleEncoding.current();
        var words = new ArrayList<String>();
        builder.environment().forEach((name, value) -> {
            // An inherited value is passed on as its original bytes, however the JVM has decoded them.
            if (!encoding.canEncode(value) && !value.equals(System.getenv(name))) {
                words.add(name + "=" + value);
            }
        });
        if (!words.isEmpty()) {
            words.add(0, "env");
        }
        words.addAll(builder.command());
        var line = words.stream().map(Utf8Command::quoted).collect(Collectors.joining(" ", "exec ", ""));
        if (encoding.canEncode(line) || line.indexOf('\0') >= 0) {
            return builder;
        }
        return builder.command("sh", "-c", "eval \"$(printf %b '" + octal(line) + "')\"");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Encodes all but letters, digits and spaces, as the shell's {@code printf %b} reads them. */
    private static String octal(String text) {
        var octal = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain = each == ' ' || (each > 0 && Character.isLetterOrDigit(each));
            octal.append(
                    isPlain
                            ? String.valueOf((char) each)
                            : String.format(Locale.ROOT, "\\0%03o", Byte.toUnsignedInt(each)));
        }
        return octal.toString();
    }
}
