package org.forkbook.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/** Two Unix domain sockets of this process that are connected to each other: the JDK has no {@code socketpair}. */
public record SocketPair(SocketChannel first, SocketChannel second) {

    /** Opens a pair. */
    public static SocketPair open() throws IOException {
        try (var socket = PrivateSocket.open(PrivateSocket.Kind.BROKER, 1, caller -> {})) {
            var first = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                first.connect(UnixDomainSocketAddress.of(socket.path()));
                var second = socket.accept();
                if (second == null) {
                    throw new IOException("Can't open a socket: " + FileDescriptors.ADVICE);
                }
                return new SocketPair(first, second);
            } catch (IOException | RuntimeException | Error e) {
                first.close();
                throw e;
            }
        }
    }
}
