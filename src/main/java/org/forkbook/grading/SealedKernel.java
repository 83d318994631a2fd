package org.forkbook.grading;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.forkbook.kernel.KernelMain;
import org.forkbook.kernel.protocol.ConnectionInfo;

/** A kernel in a network of its own: its ports are reached from outside through socket files. */
public final class SealedKernel {

    private SealedKernel() {}

    /** Arguments: the connection file, and the folder for the socket files. */
    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        var info = ConnectionInfo.read(file);
        for (int port : ports(info)) {
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket(Path.of(args[1]), port)));
            Relay.open(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), count -> {});
        }
        System.exit(KernelMain.run(file));
    }

    /** The ports that a client uses. */
    static List<Integer> ports(ConnectionInfo info) {
        return List.of(info.shellPort(), info.iopubPort(), info.controlPort());
    }

    /** The socket file that stands for a port. */
    static Path socket(Path folder, int port) {
        return folder.resolve(Integer.toString(port));
    }
}
