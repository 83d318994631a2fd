package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The first frame that a process sends at a broker's door; of one fixed size, so that nothing else is read before it has been
 * believed.
 *
 * @param pid the process that comes
 * @param pipe the pipe whose data this socket carries; 0 for one that carries questions and answers
 * @param end which end of the pipe comes: 0 or 1
 */
record HandshakeFrame(long pid, long pipe, int end) {

    static final int BYTES = 4 + 32 + 8 + 8 + 4;
    private static final int MAGIC = 0x464B4855; // "FKHU"

    ByteBuffer write(BrokerAddress address) {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put(HexFormat.of().parseHex(address.token()))
                .putLong(pid)
                .putLong(pipe)
                .putInt(end)
                .flip();
    }

    /** Reads and checks; null when it isn't one of ours. */
    static @Nullable HandshakeFrame read(ByteBuffer frame, BrokerAddress address) {
        var magic = frame.getInt();
        var token = new byte[32];
        frame.get(token);
        var shown = HexFormat.of().formatHex(token).getBytes(StandardCharsets.US_ASCII);
        var expected = address.token().getBytes(StandardCharsets.US_ASCII);
        var known = MessageDigest.isEqual(shown, expected);
        return magic == MAGIC && known ? new HandshakeFrame(frame.getLong(), frame.getLong(), frame.getInt()) : null;
    }
}
