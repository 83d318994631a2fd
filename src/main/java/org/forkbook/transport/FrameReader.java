package org.forkbook.transport;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/**
 * A reader of one received frame, in the order in which {@link FrameWriter} wrote it.
 *
 * <p>Every method throws a {@link ProtocolException} when the frame doesn't contain what is requested; no content can
 * make it throw anything else.
 */
public final class FrameReader {
    private final ByteBuffer head;
    private final Iterator<Object> attachments;
    private final long length;

    FrameReader(ByteBuffer head, List<Object> attachments) {
        this.head = head;
        this.attachments = attachments.iterator();
        this.length = head.remaining() + FrameWriter.sizeOfAll(attachments);
    }

    /** The size of the frame in bytes. */
    public long length() {
        return length;
    }

    /** The next byte, from 0 to 255. */
    public int takeByte() throws ProtocolException {
        return need(1).get() & 0xff;
    }

    /** The next boolean. */
    public boolean takeBoolean() throws ProtocolException {
        return takeByte() != 0;
    }

    /** The next four bytes. */
    public int takeInt() throws ProtocolException {
        return need(4).getInt();
    }

    /** The next eight bytes. */
    public long takeLong() throws ProtocolException {
        return need(8).getLong();
    }

    /** The number of elements that follow, each of which takes at least one byte of the head. */
    public int takeCount() throws ProtocolException {
        int count = takeInt();
        if (count < 0 || count > head.remaining()) {
            throw new ProtocolException("a frame announces " + count + " elements in " + head.remaining() + " bytes");
        }
        return count;
    }

    /** The next string. */
    public String takeString() throws ProtocolException {
        return StandardCharsets.UTF_8.decode(takeBytes()).toString();
    }

    /** The next run of bytes. It shares the frame's memory and stays valid as long as it is referenced. */
    public ByteBuffer takeBytes() throws ProtocolException {
        int size = takeInt();
        if (size < 0) {
            throw new ProtocolException("a frame announces " + size + " bytes");
        }
        if (size < FrameWriter.ATTACH_FROM) {
            var bytes = need(size).slice(head.position(), size);
            head.position(head.position() + size);
            return bytes;
        }
        if (attachment(size) instanceof ByteBuffer attachment) {
            return attachment;
        }
        throw new ProtocolException("a frame's attachment is an array, where bytes are expected");
    }

    /** The next array, which the caller then owns. */
    public Object takeArray() throws ProtocolException {
        char kind = (char) takeByte();
        int size = takeInt();
        int elementSize = PrimitiveArrays.elementSize(kind);
        if (elementSize == 0 || size < 0 || size % elementSize != 0) {
            throw new ProtocolException(
                    "a frame announces an array of the kind " + (int) kind + ", " + size + " bytes");
        }
        if (size < FrameWriter.ATTACH_FROM) {
            need(size);
            var array = PrimitiveArrays.allocate(kind, size / elementSize);
            PrimitiveArrays.read(array, 0, head);
            return array;
        }
        var attachment = attachment(size);
        if (PrimitiveArrays.kindOf(attachment) != kind) {
            throw new ProtocolException("a frame's attachment is not an array of the kind " + kind);
        }
        return attachment;
    }

    private Object attachment(int size) throws ProtocolException {
        if (!attachments.hasNext()) {
            throw new ProtocolException("a frame lacks an attachment of " + size + " bytes");
        }
        var attachment = attachments.next();
        long actual = FrameWriter.size(attachment);
        if (actual != size) {
            throw new ProtocolException("a frame's attachment has " + actual + " bytes, not " + size);
        }
        return attachment;
    }

    private ByteBuffer need(int size) throws ProtocolException {
        if (head.remaining() < size) {
            throw new ProtocolException("a frame ends " + (size - head.remaining()) + " bytes too early");
        }
        return head;
    }
}
