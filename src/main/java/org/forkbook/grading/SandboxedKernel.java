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
 * A kernel in its own network namespace, which connects its channels to the grader's gate: a socket file,
 * the only thing of the grader's that it can reach.
 */
public final class SandboxedKernel {

    /** The first of its three words on the command line. */
    public static final String COMMAND = "sandboxed-kernel";

    private SandboxedKernel() {}

    /**
     * Serves until the grader says shut down; returns the process's exit code.
     *
     * @param gate the socket file
     */
    public static int run(Path connectionFile, Path gate) throws IOException {
        var info = ConnectionInfo.read(connectionFile);
        var address = UnixDomainSocketAddress.of(gate);
        // All channels connect before any cell runs: then the gate is closed.
        for (var channel : GateTransport.CHANNELS) {
            var port = switch (channel) {
                case SHELL -> info.shellPort();
                case CONTROL -> info.controlPort();
                case IOPUB -> info.iopubPort();
                case STDIN -> info.stdinPort();
            };
            var out = SocketChannel.open(address);
            out.write(ByteBuffer.wrap(new byte[] {(byte) GateTransport.CHANNELS.indexOf(channel)}));
            SocketForwarder.start(out, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
        return KernelMain.run(connectionFile);
    }
}
