package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** ZeroMQ's implementation, made ready before its first use. */
public final class JeroMq {

    static {
        // Kernels run with -ea, for cells. JeroMQ's own assertions also fail when nothing is wrong with it, for one
        // when a socket is closed while a client shakes hands (0.6.0, StreamEngine.processIdentityMsg), and an
        // assertion that
        // fails ends the only thread that could close the rest: the kernel would wait for ever for its sockets.
        ZMQ.class.getClassLoader().setPackageAssertionStatus(zmq.ZMQ.class.getPackageName(), false);
    }

    private JeroMq() {}

    /** A context with one thread for all its sockets, which are to be closed before it. */
    public static ZMQ.Context context() {
        var context = ZMQ.context(1);
        context.setNotificationExceptionHandler(JeroMq::noted);
        return context;
    }

    /** A context with one thread for all its sockets, which closes them when it is closed. */
    public static ZContext closingContext() {
        var context = new ZContext(1);
        context.setNotificationExceptionHandler(JeroMq::noted);
        return context;
    }

    /**
     * Takes what ZeroMQ's thread stumbles over and goes on from, which it would otherwise print with its trace. A channel
     * that is closed under it is how a context ends.
     */
    static void noted(Thread thread, Throwable what) {
        var level = what instanceof ClosedChannelException ? Level.DEBUG : Level.ERROR;
        System.getLogger("org.forkbook.kernel").log(level, "ZeroMQ, in " + thread.getName(), what);
    }
}
