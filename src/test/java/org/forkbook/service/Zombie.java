package org.forkbook.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A process that has ended, and for which its parent never waits. */
public final class Zombie implements AutoCloseable {
    private final Process parent;
    private final ProcessHandle handle;

    private Zombie(Process parent, ProcessHandle handle) {
        this.parent = parent;
        this.handle = handle;
    }

    /** One of {@code sleep}. */
    public static Zombie start() throws IOException, TimeoutException {
        return of(List.of("sleep", "0"));
    }

    /** Starts a command, and gives its process once that has ended. */
    public static Zombie of(List<String> command) throws IOException, TimeoutException {
        // What the shell becomes knows nothing of the child that the shell has started. The child waits for that: the
        // shell itself would have waited for a child that ends before.
        var words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "(until read name < /proc/$$/comm && [ \"$name\" = sleep ]; do sleep 0.01; done; exec \"$@\")"
                        + " >&- 2>&- & echo $!; exec sleep 600",
                "sh"));
        words.addAll(command);
        var parent = new ProcessBuilder(words).start();
        var line = parent.inputReader().readLine();
        var zombie = ProcessHandle.of(Long.parseLong(String.valueOf(line))).orElseThrow();
        ProcessEnd.await(zombie);
        return new Zombie(parent, zombie);
    }

    /** The process that has ended. */
    public ProcessHandle handle() {
        return handle;
    }

    @Override
    public void close() {
        parent.destroyForcibly();
    }
}
