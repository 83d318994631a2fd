package org.forkbook.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.forkbook.client.StdinProvider;
import org.jspecify.annotations.Nullable;

/** Source of the input for cells in {@code forkbook run}: the lines of a file, the user at the terminal, or none. */
final class RunInput implements Closeable {

    /** The file name for the standard input. */
    private static final String STANDARD = "-";

    private final @Nullable BufferedReader lines;
    private final boolean typed;

    private RunInput(@Nullable BufferedReader lines, boolean typed) {
        this.lines = lines;
        this.typed = typed;
    }

    /**
     * Opens the source.
     *
     * @param file a file of lines, or {@code -} for the standard input; without one, the terminal, if there is one
     */
    static RunInput open(Optional<Path> file, boolean terminal) {
        if (file.isEmpty()) {
            return terminal ? new RunInput(standard(), true) : new RunInput(null, false);
        }
        try {
            return file.get().toString().equals(STANDARD)
                    ? new RunInput(standard(), terminal)
                    : new RunInput(Files.newBufferedReader(file.get()), false);
        } catch (IOException e) {
            throw CommandException.cannot("can't read the answers from " + file.get() + ": " + e, e);
        }
    }

    private static BufferedReader standard() {
        return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    }

    /** The provider of input for cells whose output goes to this screen; empty for no stdin. */
    Optional<StdinProvider> on(RunScreen screen) {
        var from = lines;
        return from == null
                ? Optional.empty()
                : Optional.of((prompt, password) -> answer(from, prompt, password, screen));
    }

    private Optional<String> answer(BufferedReader from, String prompt, boolean password, RunScreen screen) {
        screen.asks(prompt);
        try {
            var console = typed && password ? System.console() : null;
            if (console != null) {
                var secret = console.readPassword();
                screen.answered("", true);
                return Optional.ofNullable(secret).map(String::new);
            }
            var line = from.readLine();
            screen.answered(line == null || password ? "" : line, typed);
            return Optional.ofNullable(line);
        } catch (IOException e) {
            throw CommandException.cannot("can't read the next answer: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            if (lines != null && !typed) {
                lines.close();
            }
        } catch (IOException e) {
            // It was only read.
        }
    }
}
