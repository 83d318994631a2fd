package org.forkbook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Prepared interrupt signal for a process: the program that sends it runs already, so that its start isn't measured.
 */
final class PreparedInterrupt implements AutoCloseable {

    private final Process shell;

    private PreparedInterrupt(Process shell) {
        this.shell = shell;
    }

    /** Prepares a signal to the process with this PID. */
    static PreparedInterrupt aim(long pid) throws MeasureException {
        try {
            return new PreparedInterrupt(new ProcessBuilder("sh", "-c", "read go && kill -INT " + pid).start());
        } catch (IOException e) {
            throw new MeasureException("no shell to send a signal with: " + e.getMessage(), e);
        }
    }

    /** Sends it. */
    void send() throws MeasureException {
        try (var input = shell.getOutputStream()) {
            input.write("go\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new MeasureException("the signal can't be sent: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        shell.destroy();
    }
}
