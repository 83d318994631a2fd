package org.forkbook.kernel.errors;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.forkbook.usercode.ExceptionDescription;
import org.forkbook.worker.launch.LocaleEncoding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocaleHintsTest {

    private static final String ASCII = "ANSI_X3.4-1968";

    @Test
    void aNameThatTheLocaleDoesNotKnowIsToldWithTheVariableToSet() {
        var malformed =
                new InvalidPathException("g\u00e4rten.txt", "Malformed input or input contains unmappable characters");
        var advice = on(malformed, ASCII);
        assertNotNull(advice);
        assertTrue(advice.contains("LANG=C.UTF-8") && advice.contains(ASCII), advice);
        assertNotNull(on(new FileNotFoundException("g\u00e4rten.txt (No such file or directory)"), ASCII));
        assertNotNull(on(new UncheckedIOException(new NoSuchFileException("\u56fe.csv")), ASCII));
    }

    @Test
    void nothingIsSaidOfOtherNamesLocalesAndExceptions() {
        assertNull(on(new FileNotFoundException("g\u00e4rten.txt"), "UTF-8"));
        assertNull(on(new FileNotFoundException("gardens.txt"), ASCII));
        assertNull(on(new IllegalStateException("g\u00e4rten"), ASCII));
        assertNull(on(new FileNotFoundException("g\u00e4rten.txt"), "no such encoding"));
    }

    @Test
    void aNotebooksOwnExceptionIsNotAskedForItsMessage() {
        class Own extends IOException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new AssertionError("asked for its message");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new AssertionError("asked for its cause");
            }
        }
        assertNull(on(new Own(), ASCII));
    }

    private static @Nullable String on(Throwable thrown, String encoding) {
        return LocaleHints.on(ExceptionDescription.of(thrown), new LocaleEncoding(encoding));
    }
}
