package org.forkbook.worker.launch;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The encoding of what a JVM gives to the system as text: names of files, words of commands, environment variables. The
 * locale that it was started in decides.
 *
 * @param name its name, as the JDK knows it
 */
public record LocaleEncoding(String name) {

    /** This JVM's. */
    public static LocaleEncoding current() {
        return new LocaleEncoding(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    /** Whether the system gets all of a text; an encoding that isn't known is taken to be a good one. */
    public boolean canEncode(String text) {
        try {
            return Charset.forName(name).newEncoder().canEncode(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | UnsupportedOperationException e) {
            return true;
        }
    }
}
