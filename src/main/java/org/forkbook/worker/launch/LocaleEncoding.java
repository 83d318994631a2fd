package org.forkbook.worker.launch;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The encoding in which a JVM passes text to the system: file names, command arguments, environment variables. It
 * follows from the locale that the JVM was started in.
 *
 * @param name its name, as the JDK knows it
 */
public record LocaleEncoding(String name) {

    /** The encoding of this JVM. */
    public static LocaleEncoding current() {
        return new LocaleEncoding(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    /** Whether the encoding can represent all of a text; one that this JVM doesn't know is assumed to. */
    public boolean canEncode(String text) {
        try {
            return Charset.forName(name).newEncoder().canEncode(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | UnsupportedOperationException e) {
            return true;
        }
    }
}
