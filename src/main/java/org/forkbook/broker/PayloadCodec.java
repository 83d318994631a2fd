package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.forkbook.service.MachineName;
import org.forkbook.shm.CacheLineReference;
import org.forkbook.shm.SegmentReference;

/** The codec for the small values in broker messages. */
public final class PayloadCodec {

    /** No payload. */
    public static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private PayloadCodec() {}

    /** A payload of one {@code int}. */
    public static ByteBuffer ofInt(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).flip();
    }

    /** A payload of one {@code long}. */
    public static ByteBuffer ofLong(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).flip();
    }

    /** A payload of one string. */
    public static ByteBuffer ofString(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
    }

    /** Reads the string at a buffer's position. */
    public static String takeString(ByteBuffer from) {
        var length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IndexOutOfBoundsException(length + " bytes of text were announced");
        }
        var bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The bytes at a buffer's position, after their number. */
    public static ByteBuffer takeBytes(ByteBuffer from) {
        var size = from.getInt();
        var bytes = from.slice(from.position(), size);
        from.position(from.position() + size);
        return bytes;
    }

    /** A payload of one cache line's reference. */
    public static ByteBuffer ofLine(CacheLineReference line) {
        var segment = line.segment();
        var path = ofString(segment.path());
        return ByteBuffer.allocate(36 + path.remaining())
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(segment.id().getMostSignificantBits())
                .putLong(segment.id().getLeastSignificantBits())
                .putLong(segment.bytes())
                .putLong(segment.pid())
                .putInt(line.offset())
                .put(path)
                .flip();
    }

    /** Reads the cache line's reference at a buffer's position. */
    public static CacheLineReference takeLine(ByteBuffer from) {
        var id = new UUID(from.getLong(), from.getLong());
        var bytes = from.getLong();
        var pid = from.getLong();
        var offset = from.getInt();
        return new CacheLineReference(
                new SegmentReference(id, bytes, takeString(from), MachineName.own(), pid), offset);
    }
}
