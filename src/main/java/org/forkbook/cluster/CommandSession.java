package org.forkbook.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.cluster.node.NodeAgent;
import org.forkbook.multiprocessing.cluster.AgentInvitation;
import org.forkbook.multiprocessing.cluster.ClusterRequest;
import org.forkbook.multiprocessing.cluster.ClusterSession;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.OutputTail;
import org.forkbook.worker.launch.ProcessEnvironment;
import org.jspecify.annotations.Nullable;

/** A session whose agents are started by commands. A command that fails before its agents have connected is repeated. */
final class CommandSession implements ClusterSession {
    private static final FailureHandler FAILURES = FailureHandler.logging("A command that starts agents");
    private static final int MOST_FAILURES = 3;
    private static final int KEPT_OUTPUT = 1000;
    /** How long an agent has to end its workers. */
    private static final long GRACE_MILLIS = 1_500;

    private final ClusterRequest request;
    private final List<Command> commands;
    private final boolean manySlots;
    private final boolean local;
    private final String script;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Process> running = new HashSet<>(); // guarded by this
    private int failuresInARow; // guarded by this
    private @Nullable String problem; // guarded by this
    private boolean closed; // guarded by this

    /**
     * A command line.
     *
     * @param words the words; none for the shell of this machine
     * @param host the name of the node; empty for the one that it has itself
     */
    record Command(List<String> words, String host) {}

    /**
     * @param commands the commands to take in turn
     * @param manySlots whether a command starts many agents at a time
     * @param local whether they are processes of this machine
     */
    CommandSession(ClusterRequest request, List<Command> commands, boolean manySlots, boolean local)
            throws IOException {
        this.request = request;
        this.commands = commands;
        this.manySlots = manySlots;
        this.local = local;
        this.script = script(
                Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(Files.readAllBytes(request.agentJar())));
    }

    private String script(String jar) {
        var javaHome =
                request.options().getOrDefault("forkbook.javaHome", local ? System.getProperty("java.home") : "");
        return """
                umask 077
                d=$(mktemp -d "${TMPDIR:-/tmp}/forkbook-agent-XXXXXX") || exit 74
                base64 -d > "$d/agent.jar" <<'END'
                %s
                END
                cat > "$d/invitation" <<'END'
                %s
                END
                j=''
                for h in %s "$FORKBOOK_JAVA_HOME" "$JAVA_HOME"; do
                  if [ -z "$j" ] && [ -n "$h" ] && [ -x "$h/bin/java" ]; then j=$h/bin/java; fi
                done
                if [ -z "$j" ]; then j=$(command -v java) || j=''; fi
                if [ -z "$j" ]; then
                  rm -rf "$d"
                  echo "There is no Java on $(hostname). Install Java 17 or newer there, or name its folder with javaHome(..)." >&2
                  exit 127
                fi
                exec "$j" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -Dforkbook.agent.host=%s -cp "$d/agent.jar" %s "$d"
                """.formatted(
                        jar.strip(), "%s", javaHome.isEmpty() ? "" : quoted(javaHome), "%s", NodeAgent.class.getName());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public void start(AgentInvitation invitation) throws IOException {
        int times = manySlots ? 1 : invitation.slots();
        for (int i = 0; i < times; i++) {
            var command = commands.get(next.getAndIncrement() % commands.size());
            ServiceThread.forTask("forkbook-cluster-command", () -> keepStarting(command, invitation), FAILURES)
                    .start();
        }
    }

    private void keepStarting(Command command, AgentInvitation invitation) {
        for (int attempt = 1; !run(command, invitation); attempt++) {
            int pause = attempt;
            Uninterruptibles.run(() -> TimeUnit.SECONDS.sleep(Math.min(30, pause)));
        }
    }

    /** Runs a command; returns whether that is all: its agents had connected, or nobody needs them any more. */
    private boolean run(Command command, AgentInvitation invitation) {
        int agents = manySlots ? request.awaited().applyAsInt(invitation) : 1;
        var line = new ArrayList<String>();
        for (var word : command.words()) {
            line.add(word.replace("{slots}", Integer.toString(agents)));
        }
        line.add("sh");
        Process process;
        synchronized (this) {
            if (closed) {
                return true;
            }
            try {
                process = ProcessEnvironment.current()
                        .start(new ProcessBuilder(line))
                        .start();
            } catch (IOException e) {
                return failed("The command can't be run: " + e.getMessage() + ".");
            }
            running.add(process);
        }
        var tail = new OutputTail(KEPT_OUTPUT);
        var errors =
                ServiceThread.forTask("forkbook-cluster-stderr", () -> read(process.getErrorStream(), tail), FAILURES);
        errors.start();
        try {
            process.getOutputStream()
                    .write(script.formatted(invitation.text(), quoted(command.host()))
                            .getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended, and its output says why.
        }
        read(process.getInputStream(), tail);
        int status = Uninterruptibles.get(process::waitFor);
        Uninterruptibles.run(() -> errors.join(1000));
        synchronized (this) {
            running.remove(process);
        }
        if (request.awaited().applyAsInt(invitation) == 0) {
            succeeded();
            return true; // The pool asks again for what it needs.
        }
        var said = tail.text().strip();
        return failed((command.host().isEmpty() ? "The command" : command.host()) + ": \""
                + String.join(" ", line) + "\" ended with exit code " + status + " before its agent had connected"
                + (said.isEmpty() ? "." : ": " + said));
    }

    private static void read(InputStream stream, OutputTail tail) {
        try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            var buffer = new char[1024];
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                tail.add(new String(buffer, 0, count));
            }
        } catch (IOException e) {
            // The same as the end.
        }
    }

    private synchronized void succeeded() {
        failuresInARow = 0;
        problem = null;
    }

    /** Notes a failure; returns whether that is the end. */
    private boolean failed(String message) {
        synchronized (this) {
            if (closed) {
                return true;
            }
            problem = message;
            if (++failuresInARow < MOST_FAILURES * Math.min(commands.size(), request.leastSlots())) {
                return false;
            }
        }
        request.failed().accept(new IOException("No agent can be started on " + request.url() + ". " + message));
        return true;
    }

    @Override
    public synchronized String state() {
        return problem == null ? "" : problem;
    }

    @Override
    public void close() {
        List<Process> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
        }
        if (left.isEmpty()) {
            return;
        }
        // The agents have been told to end, and their commands end with them; the end of their input says it again.
        ServiceThread.forTask("forkbook-cluster-close", () -> end(left), FAILURES)
                .start();
    }

    private static void end(List<Process> processes) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        for (var process : processes) {
            long left = Math.max(1, deadline - System.nanoTime());
            if (!Uninterruptibles.get(() -> process.waitFor(left, TimeUnit.NANOSECONDS))) {
                try {
                    process.getOutputStream().close();
                } catch (IOException e) {
                    // It has ended.
                }
            }
        }
        for (var process : processes) {
            if (!Uninterruptibles.get(() -> process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS))) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
