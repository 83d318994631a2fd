package org.forkbook.serialization;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.transport.PrimitiveArrays;

/**
 * The out-of-band buffers (the term of pickle protocol 5) of a capsule: its large primitive arrays. They are sent
 * beside the object stream, which would write arrays element by element. The stream holds a {@link Token} in place of
 * an array, so that two paths to one array remain two paths to one array.
 */
final class OutOfBandArrays {

    /** The size in bytes from which sending out of band is cheaper than the stream. */
    static final int THRESHOLD = 2048;

    private final boolean copied;
    private final List<Object> arrays = new ArrayList<>();

    /**
     * An empty list.
     *
     * @param copied whether arrays are copied when they are added, because they may be modified before they are sent
     */
    OutOfBandArrays(boolean copied) {
        this.copied = copied;
    }

    /** The placeholder of an array in the stream: its element type, its length, and its index among the arrays. */
    record Token(char kind, int length, int index) implements Serializable {}

    List<Object> arrays() {
        return arrays;
    }

    /** The size of all arrays in bytes. */
    long size() {
        return arrays.stream().mapToLong(PrimitiveArrays::sizeOf).sum();
    }

    /**
     * The token to write for an object; the object itself if it is not a large array.
     *
     * @throws CannotTravelException if it is larger than any message
     */
    Object replace(Object array) {
        char kind = PrimitiveArrays.kindOf(array);
        long size = kind == PrimitiveArrays.NONE ? 0 : PrimitiveArrays.sizeOf(array);
        if (size < THRESHOLD) {
            return array;
        }
        if (size > Integer.MAX_VALUE) {
            throw CannotTravelException.ofArray(nameOf(array), size);
        }
        arrays.add(copied ? PrimitiveArrays.copy(array) : array);
        return new Token(kind, Array.getLength(array), arrays.size() - 1);
    }

    private static String nameOf(Object array) {
        return array.getClass().getComponentType() + "[" + Array.getLength(array) + "]";
    }

    /** The array that a token stands for. */
    static Object resolve(Token token, List<Object> arrays) throws InvalidObjectException {
        if (token.index() < 0 || token.index() >= arrays.size()) {
            throw new InvalidObjectException("no such array in this capsule: " + token);
        }
        var array = arrays.get(token.index());
        if (PrimitiveArrays.kindOf(array) != token.kind() || Array.getLength(array) != token.length()) {
            throw new InvalidObjectException(token + " is " + array.getClass().getSimpleName() + " of "
                    + Array.getLength(array) + " in this capsule");
        }
        return array;
    }
}
