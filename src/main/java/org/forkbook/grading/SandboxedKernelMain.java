package org.forkbook.grading;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.forkbook.client.GateTransport;
import org.forkbook.kernel.KernelMain;
import org.forkbook.kernel.protocol.ConnectionInfo;

/**
 * Main class of a kernel in its own network namespace, which connects its channels to the grader's gate: a socket file,
 * the only thing of the grader's that it can reach.
 */
public final class SandboxedKernelMain {

    private SandboxedKernelMain() {}

    /** Arguments: the connection file, and the gate. */
    public static void main(String[] args) throws IOException {
        var file = Path.of(args[0]);
        var info = ConnectionInfo.read(file);
        var gate = UnixDomainSocketAddress.of(args[1]);
        // All channels connect before any cell runs: then the gate is closed.
        for (var channel : GateTransport.CHANNELS) {
            var port = switch (channel) {
                case SHELL -> info.shellPort();
                case CONTROL -> info.controlPort();
                case IOPUB -> info.iopubPort();
                case STDIN -> info.stdinPort();
            };
            var out = SocketChannel.open(gate);
            out.write(ByteBuffer.wrap(new byte[] {(byte) GateTransport.CHANNELS.indexOf(channel)}));
            SocketForwarder.start(out, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        System.exit(KernelMain.run(file));
    }
}
