package org.forkbook.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FrameChannelTest {
    private static final int MAGIC = 0x464B4231;

    @TempDir
    Path folder = Path.of("");

    private SocketChannel raw = unset();
    private FrameChannel channel = FrameChannelTest.<FrameChannel>unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void connect() throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            raw = SocketChannel.open(address);
            channel = FrameChannel.over(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        raw.close();
        channel.close();
    }

    private static ByteBuffer header(int head, int... attachments) {
        var bytes = ByteBuffer.allocate(12 + 5 * attachments.length);
        bytes.putInt(MAGIC).putInt(head).putInt(attachments.length);
        for (int size : attachments) {
            bytes.put((byte) 'D').putInt(size);
        }
        return bytes.flip();
    }

    @Test
    void carriesValuesAndLargeBuffersBothHeapAndDirect() throws Exception {
        var large = ByteBuffer.allocate(3_000_000).putLong(5, 42).asReadOnlyBuffer();
        var direct = ByteBuffer.allocateDirect(500_000).putInt(0, 7);
        try (var other = FrameChannel.over(raw)) {
            var sender = new Thread(() -> {
                try {
                    other.send(new FrameWriter()
                            .putString("ä😀")
                            .putBytes(large)
                            .putLong(-1)
                            .putBytes(direct));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            sender.start();
            var frame = Objects.requireNonNull(channel.receive());
            assertEquals("ä😀", frame.takeString());
            assertEquals(large, frame.takeBytes());
            assertEquals(-1, frame.takeLong());
            assertEquals(direct, frame.takeBytes());
            assertThrows(ProtocolException.class, frame::takeByte);
            sender.join();
        }
    }

    @Test
    void carriesArraysOfEveryKindWhateverStandsBeforeThem() throws Exception {
        var random = new Random(11);
        var doubles = random.doubles(100_003).toArray();
        var ints = random.ints(50_001).toArray();
        var longs = random.longs(30_001).toArray();
        var bytes = new byte[70_001];
        random.nextBytes(bytes);
        var floats = new float[40_001];
        var shorts = new short[40_001];
        var chars = "grüße😀".repeat(7_000).toCharArray();
        var small = new double[] {1.5, Double.NaN};
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextFloat();
            shorts[i] = (short) random.nextInt();
        }
        var all = new Object[] {doubles, ints, bytes, longs, small, floats, shorts, chars, new int[0]};
        try (var other = FrameChannel.over(raw)) {
            for (int before = 0; before < 9; before++) {
                var frame = new FrameWriter().putBytes(ByteBuffer.allocate(8_192 + before));
                for (var array : all) {
                    frame.putArray(array);
                }
                long length = frame.length();
                var sender = new Thread(() -> {
                    try {
                        other.send(frame);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                sender.start();
                var received = Objects.requireNonNull(channel.receive());
                assertEquals(length, received.length());
                assertEquals(8_192 + before, received.takeBytes().remaining());
                var arrays = new Object[all.length];
                for (int i = 0; i < arrays.length; i++) {
                    arrays[i] = received.takeArray();
                }
                assertArrayEquals(all, arrays);
                sender.join();
            }
        }
    }

    @Test
    void anArrayOfHalfElementsIsNoFrame() throws IOException {
        raw.write(header(0, 12));
        raw.write(ByteBuffer.allocate(12));
        assertThrows(ProtocolException.class, channel::receive);
    }

    @Test
    void keepsWorkingForAThreadThatIsInterrupted() throws Exception {
        try (var other = FrameChannel.over(raw)) {
            Thread.currentThread().interrupt();
            other.send(new FrameWriter().putInt(1));
            var frame = channel.receive();
            assertTrue(Thread.interrupted(), "the status is kept");
            assertEquals(1, Objects.requireNonNull(frame).takeInt());
        }
    }

    @Test
    void saysSoWhenALengthIsAbsurd() throws IOException {
        raw.write(header(-1));
        assertThrows(ProtocolException.class, channel::receive);
    }

    @Test
    void doesNotRunOutOfMemoryWhenALengthIsHuge() throws IOException {
        raw.write(header(Integer.MAX_VALUE));
        raw.close();
        assertThrows(IOException.class, channel::receive);
    }

    @Test
    void saysSoWhenTheFrameIsCutShort() throws IOException {
        raw.write(header(100));
        raw.close();
        assertThrows(EOFException.class, channel::receive);
    }

    @Test
    void endsWithNullWhenTheOtherSideCloses() throws IOException {
        raw.close();
        assertNull(channel.receive());
    }

    @Test
    void wakesItsReaderWhenItIsClosed() throws Exception {
        var result = new Object[] {"nothing"};
        var reader = new Thread(() -> {
            try {
                result[0] = channel.receive() == null ? "the end" : "a frame";
            } catch (IOException e) {
                result[0] = e;
            }
        });
        reader.start();
        channel.close();
        reader.join();
        assertEquals("the end", result[0]);
    }

    @Test
    void garbageIsAnIoExceptionAndNothingElse() throws IOException {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            var frame = new FrameReader(ByteBuffer.wrap(bytes), List.of());
            assertThrows(IOException.class, () -> {
                while (true) {
                    switch (random.nextInt(5)) {
                        case 3 -> assertNotNull(frame.takeArray());
                        case 0 -> frame.takeString();
                        case 1 -> assertNotNull(frame.takeBytes());
                        case 2 -> assertFalse(frame.takeCount() < 0);
                        default -> frame.takeLong();
                    }
                }
            });
        }
    }
}
