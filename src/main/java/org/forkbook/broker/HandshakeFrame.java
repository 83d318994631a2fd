package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a connection, which authenticates it. Its size is fixed, so that nothing else is read from a
 * peer that has not been authenticated.
 *
 * @param pid the client's process
 * @param pipe the pipe whose data this connection carries; 0 if it carries requests and answers
 * @param end the end of the pipe that connects: 0 or 1
 * @param relayed whether the client is on another machine, and has no shared memory with the broker
 */
record HandshakeFrame(long pid, long pipe, int end, boolean relayed) {

    static final int BYTES = 4 + 32 + 8 + 8 + 4 + 1;
    private static final int MAGIC = 0x464B4855; // "FKHU"

    ByteBuffer write(BrokerAddress address) {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put(HexFormat.of().parseHex(address.token()))
                .putLong(pid)
                .putLong(pipe)
                .putInt(end)
                .put((byte) (relayed ? 1 : 0))
                .flip();
    }

    /** Parses and verifies a frame; null if the magic number or the secret is wrong. */
    static @Nullable HandshakeFrame read(ByteBuffer frame, BrokerAddress address) {
        var magic = frame.getInt();
        var token = new byte[32];
        frame.get(token);
        var shown = HexFormat.of().formatHex(token).getBytes(StandardCharsets.US_ASCII);
        var expected = address.token().getBytes(StandardCharsets.US_ASCII);
        var known = MessageDigest.isEqual(shown, expected);
        return magic == MAGIC && known
                ? new HandshakeFrame(frame.getLong(), frame.getLong(), frame.getInt(), frame.get() != 0)
                : null;
    }
}
