package org.forkbook.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.forkbook.chart.Units;
import org.jspecify.annotations.Nullable;

/**
 * Trial of a program in its own process that answers each line {@code run} with one number: both languages are measured
 * this way. Its warm-up runs don't count.
 */
final class SideTrial implements Trial {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String END = "end";
    private static final int SHOWN = 300;

    private final List<String> command;
    private final int warmUps;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private @Nullable Process process;
    private @Nullable BufferedWriter orders;
    private @Nullable Path complaints;

    /**
     * @param command the program and its arguments
     * @param warmUps how many runs don't count
     */
    SideTrial(List<String> command, int warmUps) {
        this.command = List.copyOf(command);
        this.warmUps = warmUps;
    }

    @Override
    public void open() throws MeasureException, InterruptedException {
        try {
            complaints = Files.createTempFile("forkbook-bench", ".txt");
            var started = new ProcessBuilder(command)
                    .redirectError(complaints.toFile())
                    .start();
            process = started;
            orders = started.outputWriter(StandardCharsets.UTF_8);
            var reader = new Thread(() -> read(started.inputReader(StandardCharsets.UTF_8)), "forkbook-bench-answers");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new MeasureException(command.get(0) + " can't be started: " + e.getMessage(), e);
        }
        var greeting = answer();
        if (!greeting.equals("ready")) {
            throw new MeasureException("said " + greeting + " where it should have said ready");
        }
        for (int i = 0; i < warmUps; i++) {
            sample();
        }
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // It was closed while being read: the end.
            answers.add(END);
            return;
        }
        answers.add(END);
    }

    @Override
    public double sample() throws MeasureException, InterruptedException {
        var writer = orders;
        if (writer == null) {
            throw new IllegalStateException("not open");
        }
        try {
            writer.write("run\n");
            writer.flush();
        } catch (IOException e) {
            // It has ended; its last output tells more than this exception.
            return number(answer());
        }
        return number(answer());
    }

    private static double number(String answer) throws MeasureException {
        try {
            return Double.parseDouble(answer);
        } catch (NumberFormatException e) {
            throw new MeasureException("answered " + answer + ", which is not a number", e);
        }
    }

    private String answer() throws MeasureException, InterruptedException {
        var answer = answers.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new MeasureException("gave no answer within " + Units.seconds(TIMEOUT));
        }
        if (answer.equals(END)) {
            throw new MeasureException("ended" + exitCode() + lastErrorLine());
        }
        return answer;
    }

    private String exitCode() throws InterruptedException {
        var ended = process;
        return ended != null && ended.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)
                ? " with exit code " + ended.exitValue()
                : "";
    }

    /** The last line of its error output, which names the error in both languages. */
    private String lastErrorLine() {
        var file = complaints;
        if (file == null) {
            return "";
        }
        try {
            var lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("\t"))
                    .toList();
            if (lines.isEmpty()) {
                return "";
            }
            var line = lines.get(lines.size() - 1).strip();
            return ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line);
        } catch (IOException e) {
            // The file is ours, and an error without the output is still an error.
            return "";
        }
    }

    @Override
    public void close() {
        var ending = process;
        if (ending != null) {
            end(ending);
            process = null;
        }
        if (complaints != null) {
            complaints.toFile().delete();
            complaints = null;
        }
    }

    /** The end of its input tells it to end; if it doesn't, it and its descendants are killed. */
    private void end(Process ending) {
        var started = ending.descendants().toList();
        try {
            if (orders != null) {
                orders.close();
            }
        } catch (IOException e) {
            // It has ended already, or is stuck and about to be killed.
            ending.destroyForcibly();
        }
        try {
            if (!ending.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly();
            }
        } catch (InterruptedException e) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
