package org.forkbook.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Connection to an untrusted ZeroMQ socket: ZMTP 3.0 with the NULL mechanism, over any stream. No more is allocated
 * than has arrived, and a message has a longest length.
 *
 * <p>One thread may read while another one writes.
 */
final class ZmtpConnection implements Closeable {

    private static final int MECHANISM_LENGTH = 20;
    private static final int GREETING_LENGTH = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;
    private static final int MOST_FRAMES = 1_000;
    /** The subscription that a SUB socket sends first: one byte, and the topics' prefix. */
    private static final byte[] SUBSCRIBE_ALL = {1};

    private final SocketChannel channel;
    private final DataInputStream in;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(waiting);
    private final long longest;

    /**
     * A connection before the handshake.
     *
     * @param longest the most bytes of a message
     * @param onBytes told of each number of bytes that has arrived
     */
    ZmtpConnection(SocketChannel channel, long longest, LongConsumer onBytes) {
        this.channel = channel;
        this.longest = longest;
        this.in = new DataInputStream(new BufferedInputStream(new CountingSocketStream(channel, onBytes)));
    }

    /**
     * Performs the handshake.
     *
     * @param type this side's type of socket: {@code DEALER}, or {@code SUB}, which then subscribes to everything
     */
    void greet(String type) throws IOException {
        var greeting = ByteBuffer.allocate(GREETING_LENGTH);
        greeting.put((byte) 0xff).position(9);
        greeting.put((byte) 0x7f).put((byte) 3).put((byte) 0);
        greeting.put("NULL".getBytes(StandardCharsets.US_ASCII));
        out.write(greeting.array());
        var ready = property("Socket-Type", type);
        out.write(COMMAND);
        out.write(6 + ready.length);
        out.write(5);
        out.writeBytes("READY");
        out.write(ready);
        flush();
        var theirs = in.readNBytes(GREETING_LENGTH);
        if (theirs.length < GREETING_LENGTH) {
            throw new EOFException("the kernel's socket closed before it had greeted");
        }
        var mechanism = new String(theirs, 12, MECHANISM_LENGTH, StandardCharsets.US_ASCII).trim();
        if (theirs[0] != (byte) 0xff || theirs[10] < 3 || !mechanism.equals("NULL")) {
            throw new ProtocolException("the kernel's socket doesn't speak ZMTP 3");
        }
        // JeroMQ takes frames before its own READY as part of the handshake.
        int flags = in.readUnsignedByte();
        if (flags != COMMAND) {
            throw new ProtocolException("the kernel's socket isn't ready");
        }
        in.skipNBytes(in.readUnsignedByte());
        if (type.equals("SUB")) {
            frame(SUBSCRIBE_ALL, false);
            flush();
        }
    }

    private static byte[] property(String name, String value) {
        var bytes = ByteBuffer.allocate(1 + name.length() + 4 + value.length());
        bytes.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        return bytes.putInt(value.length())
                .put(value.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** Sends one message. */
    void send(List<byte[]> frames) throws IOException {
        for (int i = 0; i < frames.size(); i++) {
            frame(frames.get(i), i + 1 < frames.size());
        }
        flush();
    }

    private void flush() throws IOException {
        var bytes = ByteBuffer.wrap(waiting.toByteArray());
        waiting.reset();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void frame(byte[] body, boolean more) throws IOException {
        boolean isShort = body.length < 256;
        out.write((more ? MORE : 0) | (isShort ? 0 : LONG));
        if (isShort) {
            out.write(body.length);
        } else {
            out.writeLong(body.length);
        }
        out.write(body);
    }

    /**
     * Waits for the next message.
     *
     * @throws EOFException if the other side has closed
     * @throws ProtocolException if the data is no message, or too long
     */
    List<byte[]> receive() throws IOException {
        var frames = new ArrayList<byte[]>();
        long room = longest;
        while (true) {
            int flags = in.readUnsignedByte();
            long length = (flags & LONG) == 0 ? in.readUnsignedByte() : in.readLong();
            if (length < 0 || length > room || frames.size() == MOST_FRAMES) {
                throw new ProtocolException("a message of the kernel's is longer than " + longest + " bytes");
            }
            // The buffer grows with what arrives: an announced length alone costs nothing.
            var body = in.readNBytes((int) length);
            if (body.length < length) {
                throw new EOFException("the kernel's socket closed in the middle of a message");
            }
            if ((flags & COMMAND) != 0) {
                continue; // A command of later versions.
            }
            room -= length;
            frames.add(body);
            if ((flags & MORE) == 0) {
                return frames;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
