package org.forkbook.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.forkbook.wire.FrameChannel;

/**
 * A worker process's entry: it connects to its parent, and does what the parent says until one of the two ends.
 *
 * <p>Where to connect to and the token that proves who it is come over standard input, which nobody else can see. The
 * parent then keeps that pipe open: its end is how a worker learns, in any state it may be in, that its parent is gone.
 */
public final class WorkerMain {
    /** The exit code of a worker whose parent has gone; nobody is there to see it. */
    private static final int ORPHANED = 70;

    private static final long LEAVING_NANOS = 500_000_000;

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
            System.err.println("This is the entry of Forkbook's worker processes: they are started by their parent,"
                    + " through new WorkerProcess(..) or new ProcessPool(..).");
            System.exit(2);
            return;
        }
        var socket = Path.of(address);
        watchParent(in, socket);
        System.setIn(InputStream.nullInputStream());

        var channel = connect(socket);
        channel.send(MessageCodec.write(
                new Message.Hello(ByteBuffer.wrap(HexFormat.of().parseHex(token)))));
        var output = new WorkerOutput(channel);
        var loader = new WorkerClassLoader(WorkerMain.class.getClassLoader());
        var context = new WorkerContext(Long.parseLong(parentPid), parentName, Integer.parseInt(depth), loader, output);
        WorkerContext.install(context);
        output.install();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(channel, output), "forkbook-leave"));
        Signals.leaveInterruptsToTheParent();
        new TaskLoop(channel, output, context).run();
    }

    private static FrameChannel connect(Path socket) throws IOException {
        var connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        connection.connect(UnixDomainSocketAddress.of(socket));
        return FrameChannel.over(connection);
    }

    /** Ends this process when its parent ends, whatever its own threads, locks and shutdown hooks are doing. */
    private static void watchParent(BufferedReader in, Path socket) {
        var watcher = new Thread(
                () -> {
                    try {
                        // A line says that the parent has seen this process leave. A JVM that ends waits 300 ms for
                        // threads inside a system call: this one then isn't for long enough to end, and yet it
                        // watches again should shutdown hooks take their time.
                        while (in.readLine() != null) {
                            LockSupport.parkNanos(LEAVING_NANOS);
                        }
                    } catch (IOException e) {
                        // A broken pipe says the same as a closed one.
                    }
                    try {
                        // The parent removes these itself, unless it was killed while this worker started.
                        Files.deleteIfExists(socket);
                        Files.deleteIfExists(socket.getParent());
                    } catch (IOException e) {
                        // The next start of a parent removes what is left.
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "forkbook-parent-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void leave(FrameChannel channel, WorkerOutput output) {
        output.flushFromNowOn();
        try {
            channel.send(MessageCodec.write(new Message.Leaving(Signals.endingThisProcess())));
        } catch (IOException e) {
            // The parent has gone before; it doesn't ask any more.
        }
    }
}
