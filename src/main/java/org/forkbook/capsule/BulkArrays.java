package org.forkbook.capsule;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The large primitive arrays of a capsule. They travel beside the object stream, which writes arrays element by element;
 * here each is copied in one go. In the stream stands a {@link Token}, so that two paths to one array stay two paths to
 * one array.
 */
final class BulkArrays {

    /** From here on, in bytes, the copy beside the stream is cheaper than the stream. */
    static final int THRESHOLD = 2048;

    private static final int DIRECT = 256 * 1024;

    private final List<ByteBuffer> buffers = new ArrayList<>();

    /** An array's place in the stream: its element type, its length, and which buffer holds it. */
    record Token(char kind, int length, int buffer) implements Serializable {}

    List<ByteBuffer> buffers() {
        return buffers;
    }

    /** The token to write for an object; the object itself if it is no large array, or too large for one buffer. */
    Object replace(Object array) {
        var kind = kindOf(array);
        var length = kind == 0 ? 0 : Array.getLength(array);
        var size = kind == 0 ? 0 : sizeOf(kind) * (long) length;
        if (size < THRESHOLD || size > Integer.MAX_VALUE) {
            return array;
        }
        // A small direct buffer costs more to make than the copy that it saves.
        var copy = (size < DIRECT ? ByteBuffer.allocate((int) size) : ByteBuffer.allocateDirect((int) size))
                .order(ByteOrder.LITTLE_ENDIAN);
        switch (kind) {
            case 'B' -> copy.put(0, (byte[]) array);
            case 'I' -> copy.asIntBuffer().put((int[]) array);
            case 'J' -> copy.asLongBuffer().put((long[]) array);
            case 'D' -> copy.asDoubleBuffer().put((double[]) array);
            case 'F' -> copy.asFloatBuffer().put((float[]) array);
            case 'S' -> copy.asShortBuffer().put((short[]) array);
            default -> copy.asCharBuffer().put((char[]) array);
        }
        buffers.add(copy);
        return new Token(kind, length, buffers.size() - 1);
    }

    private static char kindOf(Object array) {
        var descriptor = array.getClass().isArray() ? array.getClass().getName() : "";
        return descriptor.length() == 2 && descriptor.charAt(1) != 'Z' ? descriptor.charAt(1) : 0;
    }

    /** The array that a token stands for. */
    static Object resolve(Token token, List<ByteBuffer> buffers) throws InvalidObjectException {
        if (token.buffer() < 0 || token.buffer() >= buffers.size() || token.length() < 0) {
            throw new InvalidObjectException("no such array in this capsule: " + token);
        }
        var content = buffers.get(token.buffer()).duplicate().order(ByteOrder.LITTLE_ENDIAN);
        var size = sizeOf(token.kind()) * (long) token.length();
        if (content.remaining() != size) {
            throw new InvalidObjectException(
                    token + " needs " + size + " bytes, but the capsule has " + content.remaining());
        }
        switch (token.kind()) {
            case 'B' -> {
                var array = new byte[token.length()];
                content.get(array);
                return array;
            }
            case 'I' -> {
                var array = new int[token.length()];
                content.asIntBuffer().get(array);
                return array;
            }
            case 'J' -> {
                var array = new long[token.length()];
                content.asLongBuffer().get(array);
                return array;
            }
            case 'D' -> {
                var array = new double[token.length()];
                content.asDoubleBuffer().get(array);
                return array;
            }
            case 'F' -> {
                var array = new float[token.length()];
                content.asFloatBuffer().get(array);
                return array;
            }
            case 'S' -> {
                var array = new short[token.length()];
                content.asShortBuffer().get(array);
                return array;
            }
            case 'C' -> {
                var array = new char[token.length()];
                content.asCharBuffer().get(array);
                return array;
            }
            default -> throw new InvalidObjectException("no such kind of array: " + token);
        }
    }

    private static int sizeOf(char kind) {
        return switch (kind) {
            case 'J', 'D' -> 8;
            case 'I', 'F' -> 4;
            case 'S', 'C' -> 2;
            default -> 1;
        };
    }
}
