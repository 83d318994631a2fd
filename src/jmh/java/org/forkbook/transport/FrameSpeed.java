package org.forkbook.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A frame through a socket and read again, by one thread: the codec and the system, without a change of thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FrameSpeed {

    /** Less than what a socket takes at once: nobody reads meanwhile. */
    @Param({"10", "1000", "50000"})
    private int size;

    private FrameChannel near;
    private FrameChannel far;

    @Setup
    public void open() throws IOException {
        var file = Files.createTempDirectory("forkbook-jmh").resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(file));
            near = FrameChannel.over(SocketChannel.open(UnixDomainSocketAddress.of(file)));
            far = FrameChannel.over(server.accept());
        } finally {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    @TearDown
    public void close() {
        near.close();
        far.close();
    }

    @Benchmark
    public ByteBuffer sendsAndReceives() throws IOException {
        near.send(new FrameWriter().putInt(1).putBytes(ByteBuffer.allocate(size)));
        var frame = far.receive();
        frame.takeInt();
        return frame.takeBytes();
    }
}
