package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Factory of ZeroMQ contexts, which prepares JeroMQ before its first use. */
public final class JeroMq {

    static {
        // Kernels run with -ea, for cells. JeroMQ's own assertions also fail when nothing is wrong with it, for one
        // when a socket is closed while a client shakes hands (0.6.0, StreamEngine.processIdentityMsg), and an
        // assertion that
        // fails ends the only thread that could close the rest: the kernel would wait for ever for its sockets.
        ZMQ.class.getClassLoader().setPackageAssertionStatus(zmq.ZMQ.class.getPackageName(), false);
    }

    private static final String SERVICE = "ZeroMQ";

    private JeroMq() {}

    /** A context with one thread for all its sockets, which are to be closed before it. */
    public static ZMQ.Context context() {
        return context(FailureHandler.logging(SERVICE));
    }

    /**
     * A context with one thread for all its sockets, which are to be closed before it.
     *
     * @param handler told when ZeroMQ's own threads fail: nothing is sent or received once they have ended
     */
    public static ZMQ.Context context(FailureHandler handler) {
        var context = ZMQ.context(1);
        context.setNotificationExceptionHandler(JeroMq::noted);
        context.setThreadFactor((poller, name) -> thread(poller, name, handler));
        return context;
    }

    /** A context with one thread for all its sockets, which closes them when it is closed. */
    public static ZContext closingContext() {
        var context = new ZContext(1);
        context.setNotificationExceptionHandler(JeroMq::noted);
        context.setThreadFactor((poller, name) -> thread(poller, name, FailureHandler.logging(SERVICE)));
        return context;
    }

    /** Limits what a socket accepts from unauthenticated clients; call it before the socket is bound or connected. */
    public static void limit(ZMQ.Socket socket) {
        socket.setMaxMsgSize(FrameAllocator.LARGEST);
        socket.setMsgAllocator(FrameAllocator.ofThisProcess());
    }

    /** A thread of ZeroMQ's own: its loop keeps its state in fields, so after a failure it is simply entered again. */
    private static Thread thread(Runnable poller, String name, FailureHandler handler) {
        return ServiceThread.create(
                name,
                0,
                () -> {
                    poller.run();
                    return false;
                },
                handler);
    }

    /**
     * Logs an exception from which ZeroMQ's thread recovers, and which it would otherwise print with its stack trace. A
     * closed channel is how a context ends.
     */
    static void noted(Thread thread, Throwable what) {
        var level = what instanceof ClosedChannelException ? Level.DEBUG : Level.ERROR;
        System.getLogger("org.forkbook.kernel").log(level, "ZeroMQ, in " + thread.getName(), what);
    }
}
