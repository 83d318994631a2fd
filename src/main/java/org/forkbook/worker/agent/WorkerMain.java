package org.forkbook.worker.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.forkbook.broker.BrokerClients;
import org.forkbook.serialization.AddedClasspathLoader;
import org.forkbook.serialization.CapsuleReader;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.ShutdownSequence;
import org.forkbook.shm.SegmentNames;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.PrivateSocket;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a worker process; runs in the worker. It connects to its parent and serves it until one of the
 * two ends.
 *
 * <p>The address to connect to, and the token that authenticates the worker, come over standard input, which no other
 * process can read. The parent then keeps that pipe open: end of file tells a worker, whatever state it is in, that
 * its parent has ended.
 */
public final class WorkerMain {
    /** The exit code of a worker whose parent has ended; nobody is left to see it. */
    private static final int ORPHANED = 70;

    private static final long LEAVING_NANOS = 500_000_000;
    private static final long TIDY_NANOS = 50_000_000;
    /** How long other threads leave the exit to the thread that cleans up when the parent has ended. */
    static final long TIDYING_NANOS = 5_000_000_000L;

    /** The line with which a parent requests {@link WorkerMessage.Vitals}. */
    public static final String ASKED = "vitals";

    /** The line, with a number, that confirms a {@link WorkerMessage.Settle}: everything printed before it is shown. */
    public static final String SHOWN = "shown ";

    private WorkerMain() {}

    /** Runs the worker; started by its parent only. */
    public static void main(String[] args) throws Throwable {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var token = in.readLine();
        var address = in.readLine();
        var parentPid = in.readLine();
        var parentName = in.readLine();
        var depth = in.readLine();
        if (token == null || address == null || parentPid == null || parentName == null || depth == null) {
            // The parent may have been killed before it wrote anything, and its exit may still be in progress.
            PrivateSocket.sweep();
            LockSupport.parkNanos(TIDY_NANOS);
            PrivateSocket.sweep();
            System.err.println("This is the main class of Forkbook's worker processes. Their parent starts them,"
                    + " with new WorkerProcess(..) or new ProcessPool(..).");
            System.exit(2);
            return;
        }
        var parent = ParentAddress.of(address);
        var connection = new ParentConnection(parent, token);
        connection.start();
        var lines = new LineHandler();
        // The PID of a process of another machine says nothing about this one's.
        watchParent(in, parent.remote() == null ? Long.parseLong(parentPid) : -1, lines);
        System.setIn(InputStream.nullInputStream());
        SignalHandlers.leaveInterruptsToTheParent();
        TaskThreads.install();
        var loader = new AddedClasspathLoader(WorkerMain.class.getClassLoader());
        var reader = new CapsuleReader(loader);
        IdleWarmUp.hold(reader);

        var channel = connection.channel();
        var output = new WorkerOutput(channel);
        lines.handleBy(line -> {
            if (line.equals(ASKED)) {
                tell(channel);
            } else {
                output.shown(Long.parseLong(line.substring(SHOWN.length())));
            }
        });
        var context = new WorkerContext(
                Long.parseLong(parentPid), parentName, Integer.parseInt(depth), loader, reader, output);
        var remote = parent.remote();
        if (remote != null) {
            context.host(remote.host());
            BrokerClients.relayThrough(new ProgramRelay(remote, HexFormat.of().parseHex(token)));
        }
        WorkerContext.install(context);
        output.install();
        ShutdownSequence.add(ShutdownSequence.Step.TELL_OTHERS, () -> leave(channel, output));
        new TaskLoop(channel, output, context).run();
    }

    /** Ends this process when its parent ends, whatever its own threads, locks and shutdown hooks are doing. */
    private static void watchParent(BufferedReader in, long parentPid, LineHandler lines) {
        ServiceThread.start("forkbook-parent-watch", () -> hear(in, parentPid, lines), new FailureHandler() {
            @Override
            public void stepFailed(Throwable cause) {
                // The request failed to be answered, and its sender does not wait for ever.
            }

            @Override
            public void serviceEnded(Throwable cause) {
                Runtime.getRuntime().halt(ORPHANED); // A worker that can't notice its parent's end would outlive it.
            }
        });
    }

    private static boolean hear(BufferedReader in, long parentPid, LineHandler lines) {
        var line = readLine(in);
        if (line == null) {
            orphaned(parentPid);
            return false;
        }
        if (line.isEmpty()) {
            // The parent has seen that this process is exiting. A JVM that exits waits 300 ms for threads inside a
            // system call. This one is not in one for long enough to exit, and yet watches again in case shutdown
            // hooks take their time.
            LockSupport.parkNanos(LEAVING_NANOS);
        } else {
            lines.accept(line);
        }
        return true;
    }

    /**
     * The handler of the parent's lines. Lines that arrive before it is set are kept: a parent may send a request as
     * soon as it is connected.
     */
    private static final class LineHandler {
        private final List<String> early = new ArrayList<>(); // guarded by this
        private @Nullable Consumer<String> handler; // guarded by this

        synchronized void handleBy(Consumer<String> consumer) {
            handler = consumer;
            early.forEach(consumer);
            early.clear();
        }

        synchronized void accept(String line) {
            if (handler == null) {
                early.add(line);
            } else {
                handler.accept(line);
            }
        }
    }

    private static @Nullable String readLine(BufferedReader in) {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null; // A broken pipe means the same as a closed one.
        }
    }

    private static void orphaned(long parentPid) {
        try {
            // The parent removes these itself, unless it was killed while it was starting this worker or another one.
            if (parentPid >= 0) {
                PrivateSocket.removeAllOf(parentPid);
            }
            endDescendants();
            tidyUp();
            SegmentNames.sweep();
            LockSupport.parkNanos(TIDY_NANOS);
            SegmentNames.sweep();
            // This worker may be starting one of its own, and no shutdown hook will run.
            PrivateSocket.removeAllOf(ProcessHandle.current().pid());
        } finally {
            Runtime.getRuntime().halt(ORPHANED); // Even if there is no memory left for the cleanup.
        }
    }

    /** Answers the parent's request, while tasks occupy this process's other threads. */
    private static void tell(FrameChannel channel) {
        try {
            channel.send(WorkerMessageCodec.write(RuntimeStats.now()));
        } catch (IOException e) {
            // Nobody is left to answer.
        }
    }

    /** Twice: at first the parent's exit may still be in progress. */
    private static void tidyUp() {
        var context = WorkerContext.current();
        if (context != null && context.tidiesUp()) {
            context.orphaned();
            LockSupport.parkNanos(TIDY_NANOS);
            context.orphaned();
        }
    }

    private static void endDescendants() {
        if (WorkerContext.current() != null) { // Before that it hasn't started anything.
            ProcessTree.ofThisWorker().endDescendants();
        }
    }

    private static void leave(FrameChannel channel, WorkerOutput output) {
        output.flushFromNowOn();
        if (!ProcessTree.showsMarks()) {
            endDescendants(); // Nothing else can find them later.
        }
        try {
            channel.send(WorkerMessageCodec.write(new WorkerMessage.Leaving(SignalHandlers.endingThisProcess())));
        } catch (IOException e) {
            tidyUp(); // The parent ended first, and requests nothing more.
        }
    }
}
