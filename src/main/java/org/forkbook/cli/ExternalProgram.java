package org.forkbook.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Program on this machine, with the first words of its command line.
 *
 * @param words the program's absolute path, and perhaps a subcommand
 */
record ExternalProgram(List<String> words) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    ExternalProgram {
        words = List.copyOf(words);
    }

    /** The program of this name that {@code PATH} finds, if there is one. */
    static Optional<ExternalProgram> find(String name, Map<String, String> environment) {
        for (var folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (var suffix : List.of("", ".exe")) {
                var file = Path.of(folder.isEmpty() ? "." : folder, name + suffix);
                if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(
                            new ExternalProgram(List.of(file.toAbsolutePath().toString())));
                }
            }
        }
        return Optional.empty();
    }

    /** The same program with more words. */
    ExternalProgram with(List<String> more) {
        var all = new ArrayList<>(words);
        all.addAll(more);
        return new ExternalProgram(all);
    }

    /** Its output for these arguments, if it runs and succeeds within a minute. */
    Optional<String> answer(String... question) {
        Process process = null;
        Path answer = null;
        try {
            answer = Files.createTempFile("forkbook-answer", ".txt");
            process = new ProcessBuilder(with(List.of(question)).words())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .redirectOutput(answer.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(answer, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            // It can't be started, or its output can't be decoded: there is no answer.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            if (answer != null) {
                answer.toFile().delete();
            }
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
