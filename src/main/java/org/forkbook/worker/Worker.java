package org.forkbook.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.forkbook.wire.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, as its parent holds it: a JVM, the channel to it, and one listener that hears what becomes of it.
 *
 * <p>One thread of the parent reads what a worker sends and calls the listener. Whatever happens, a listener hears
 * {@link WorkerListener#exited} exactly once, after everything else.
 */
public final class Worker {
    private static final Rendezvous RENDEZVOUS = new Rendezvous();
    private static final int DRAIN_MILLIS = 200;

    private final Process process;
    private volatile WorkerListener listener; // changed once, when a spare gets its owner
    private final LastWords lastWords = new LastWords();
    private final List<Thread> pumps;
    private final TextDecoder stdout = new TextDecoder();
    private final TextDecoder stderr = new TextDecoder();
    private final Rendezvous.Invitation invitation;
    private volatile @Nullable FrameChannel channel;
    private int leaving = -1; // read and written by the reading thread only
    private boolean settled; // guarded by this
    private boolean spare; // guarded by this
    private volatile WorkerOptions options; // changed with the listener

    private Worker(WorkerOptions options, WorkerListener listener) throws IOException {
        this.options = options;
        this.listener = listener;
        this.invitation = RENDEZVOUS.invite(this::serve);
        Process started;
        try {
            started = WorkerCommand.build(options).start();
        } catch (IOException e) {
            RENDEZVOUS.withdraw(invitation);
            throw e;
        }
        this.process = started;
        this.pumps = List.of(pump(process.getInputStream(), false), pump(process.getErrorStream(), true));
    }

    /**
     * Gets a worker process: a spare one if there is one that fits, otherwise one that the operating system starts now.
     * It comes up once its owner calls {@link #begin}.
     *
     * @throws IOException if the system can't start a process
     * @throws IllegalStateException if it would be too many levels below the program
     */
    public static Worker open(WorkerOptions options, WorkerListener listener) throws IOException {
        Depth.check();
        var warm = Spares.take(options, listener);
        return warm == null ? spawn(options, listener) : warm;
    }

    static Worker spawn(WorkerOptions options, WorkerListener listener) throws IOException {
        return new Worker(options, listener);
    }

    /** Makes a spare the worker of an owner; false when it has just ended. */
    synchronized boolean handOver(WorkerOptions ownersOptions, WorkerListener owner) {
        if (settled) {
            return false;
        }
        options = ownersOptions;
        listener = owner;
        spare = true;
        return true;
    }

    /** Lets the worker come up and take tasks; called once, by its owner. */
    public void begin() {
        boolean isUp;
        synchronized (this) {
            isUp = spare;
        }
        if (isUp) {
            try {
                adopt();
                listener.connected();
            } catch (IOException e) {
                // It has just ended, which its owner hears from exited().
            }
        } else {
            pumps.forEach(Thread::start);
            boot();
        }
    }

    private void boot() {
        var context = WorkerContext.current();
        var boot = String.join(
                "\n",
                invitation.tokenText(),
                invitation.socket().toString(),
                Long.toString(ProcessHandle.current().pid()),
                context == null ? WorkerContext.MAIN : context.name().replace('\n', ' '),
                Integer.toString(Depth.ofChildren()),
                "");
        try {
            // The stream stays open for as long as this process lives: its end is the worker's sign to go.
            process.getOutputStream().write(boot.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It has ended already, and onExit says why.
        }
    }

    /** The process's id. */
    public long pid() {
        return process.pid();
    }

    /** The operating system's view of it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Sends a message; to be called once the listener has heard {@link WorkerListener#connected}.
     *
     * @throws IOException if the worker has gone: its listener hears of that
     */
    public void send(Message message) throws IOException {
        var connection = channel;
        if (connection == null) {
            throw new IOException("worker " + pid() + " isn't connected yet");
        }
        Spares.noteActivity();
        connection.send(MessageCodec.write(message));
    }

    /** Asks the process to end, as SIGTERM does. */
    public void terminate() {
        // Not Process.destroy(), which closes the pipes as well: the worker would take that for its parent's end.
        process.toHandle().destroy();
    }

    /** Ends the process at once, as SIGKILL does. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    private void serve(FrameChannel connection) {
        synchronized (this) {
            if (settled) {
                connection.close();
                return;
            }
            channel = connection;
        }
        try {
            adopt();
            listener.connected();
            for (var frame = connection.receive(); frame != null; frame = connection.receive()) {
                deliver(MessageCodec.read(frame));
            }
        } catch (IOException e) {
            // A channel that broke is of no use: the worker goes the way of one that closed it.
        } finally {
            connection.close();
            if (leaving < 0) {
                process.toHandle().destroyForcibly();
            }
            settle();
        }
    }

    private void adopt() throws IOException {
        var settings = options;
        send(new Message.Adopt(
                settings.name(),
                settings.addedClassPath().stream()
                        .map(path -> path.toAbsolutePath().toString())
                        .toList(),
                WorkerCommand.properties(settings)));
    }

    private void deliver(Message message) throws IOException {
        Spares.noteActivity();
        if (message instanceof Message.Printed m) {
            var text = (m.error() ? stderr : stdout).decode(m.bytes());
            if (!text.isEmpty()) {
                listener.printed(m.task(), m.error(), text);
            }
        } else if (message instanceof Message.Returned m) {
            listener.returned(m);
        } else if (message instanceof Message.Threw m) {
            listener.threw(m);
        } else if (message instanceof Message.Displayed m) {
            listener.displayed(m);
        } else if (message instanceof Message.Leaving m) {
            leaving = m.signal();
            sayGoodbye();
        } else {
            throw new IOException("A parent can't be told " + message);
        }
    }

    /** Answers a worker that leaves, so that its thread that waits for this process doesn't hold up its end. */
    private void sayGoodbye() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It was faster.
        }
    }

    /**
     * Settles a process that ended before it connected. Its standard error ends with it, which is how that is noticed:
     * {@link Process#onExit} answers on the common pool, which user code may have filled.
     */
    private void endedUnconnected() {
        RENDEZVOUS.withdraw(invitation);
        if (channel == null) {
            settle();
        }
    }

    /** Waits for the process to be gone and tells the listener. */
    private void settle() {
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
        }
        int status = waitFor();
        for (var pump : pumps) {
            try {
                if (pump != Thread.currentThread()) {
                    pump.join(DRAIN_MILLIS);
                }
            } catch (InterruptedException e) {
                throw new AssertionError("nobody knows this thread", e);
            }
        }
        close(process);
        listener.exited(WorkerExit.of(status, leaving, lastWords.text()));
    }

    private int waitFor() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                // Nobody knows this thread; the status is needed in any case.
            }
        }
    }

    private static void close(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The other end has gone, with all that was to be written there.
        }
    }

    /** Passes on what doesn't come through the channel: the JVM's own messages, native code's, subprocesses'. */
    private Thread pump(InputStream stream, boolean error) {
        return Daemons.small("forkbook-worker-" + (error ? "stderr" : "stdout"), () -> {
            var decoder = new TextDecoder();
            var buffer = new byte[4096];
            try (stream) {
                for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                    var text = decoder.decode(ByteBuffer.wrap(buffer, 0, count));
                    lastWords.add(text);
                    listener.printed(0, error, text);
                }
            } catch (IOException e) {
                // The process has ended while its last words were read.
            }
            if (error) {
                endedUnconnected();
            }
        });
    }
}
