package org.forkbook.worker.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A command whose words reach its program in UTF-8, whatever the locale: in one that knows no letters beyond ASCII, such as
 * {@code LC_ALL=C}, a JVM gives the system a question mark for each of them. A command with such letters is handed to a
 * shell, in octal, and the shell becomes the program: its process, its streams and its messages are the same.
 *
 * <p>What differs is a program that isn't there: the shell says so, and ends with exit code 127.
 */
public final class Utf8Command {

    private Utf8Command() {}

    /** Has a process start with the words of its command, and the variables that were set for it, as they are. */
    public static ProcessBuilder pass(ProcessBuilder builder) {
        if (File.separatorChar != '/') {
            return builder; // Windows takes all letters.
        }
        var encoding = LocaleEncoding.current();
        var words = new ArrayList<String>();
        builder.environment().forEach((name, value) -> {
            // What this process has inherited is passed on as the bytes that it is, whatever text the JVM takes it for.
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

    /** All but letters, digits and spaces, as the shell's {@code printf %b} reads it. */
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
