package org.forkbook.kernel.channels;

import java.io.IOException;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** ZeroMQ socket that is bound to its port but not read yet; messages that arrive wait in it. */
record BoundSocket(ZMQ.Socket socket) {

    /** The most messages that wait for a slow subscriber inside ZeroMQ; more wait in our own outbox. */
    private static final int MESSAGES_IN_FLIGHT = 500;

    private static final int LINGER_MILLIS = 500;

    static BoundSocket router(ZMQ.Context context, ConnectionInfo info, int port) throws IOException {
        var socket = context.socket(SocketType.ROUTER);
        socket.setHWM(0);
        // A client that reconnects under its old name takes over from its dead connection.
        socket.setRouterHandover(true);
        return bind(socket, info, port);
    }

    static BoundSocket publisher(ZMQ.Context context, ConnectionInfo info) throws IOException {
        var socket = context.socket(SocketType.XPUB);
        socket.setSndHWM(MESSAGES_IN_FLIGHT);
        socket.setXpubNoDrop(true);
        // Each subscription is reported, also one to a topic that another client has.
        socket.setXpubVerbose(true);
        return bind(socket, info, info.iopubPort());
    }

    private static BoundSocket bind(ZMQ.Socket socket, ConnectionInfo info, int port) throws IOException {
        socket.setLinger(LINGER_MILLIS);
        JeroMq.limit(socket);
        var address = info.address(port);
        socket.setIPv6(info.ip().contains(":"));
        try {
            socket.bind(address);
        } catch (ZMQException | IllegalArgumentException e) {
            socket.close();
            throw new IOException(
                    "The kernel can't listen on " + address + ": " + e.getMessage()
                            + ". Most often another process has taken the port since the connection file was written."
                            + " Start the kernel again.",
                    e);
        }
        return new BoundSocket(socket);
    }
}
