package org.forkbook.transport;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A codec for arrays of numbers and characters, as little-endian bytes. It works in pieces: an array passes through a
 * small buffer, and is never copied as a whole.
 *
 * <p>A kind is the letter that {@link Class#getName()} has for the element type, such as D for double. Arrays of
 * booleans have none here.
 */
public final class PrimitiveArrays {
    /** The kind of anything but such an array. */
    public static final char NONE = 0;

    private PrimitiveArrays() {}

    /** The kind of an array; {@link #NONE} for any other object, and for an array of booleans or objects. */
    public static char kindOf(Object object) {
        var type = object.getClass();
        var name = type.isArray() ? type.getName() : "";
        return name.length() == 2 && name.charAt(1) != 'Z' ? name.charAt(1) : NONE;
    }

    /** The size of an element in bytes; 0 if there is no such kind. */
    public static int elementSize(char kind) {
        return switch (kind) {
            case 'J', 'D' -> 8;
            case 'I', 'F' -> 4;
            case 'S', 'C' -> 2;
            case 'B' -> 1;
            default -> 0;
        };
    }

    /** The size of an array's elements in bytes. */
    public static long sizeOf(Object array) {
        return (long) elementSize(kindOf(array)) * Array.getLength(array);
    }

    /** Allocates an array. */
    public static Object allocate(char kind, int length) {
        return switch (kind) {
            case 'B' -> new byte[length];
            case 'I' -> new int[length];
            case 'J' -> new long[length];
            case 'D' -> new double[length];
            case 'F' -> new float[length];
            case 'S' -> new short[length];
            case 'C' -> new char[length];
            default -> throw new IllegalArgumentException("no array has elements of the kind " + (int) kind);
        };
    }

    /** Copies an array. */
    public static Object copy(Object array) {
        if (array instanceof double[] doubles) {
            return doubles.clone();
        } else if (array instanceof int[] ints) {
            return ints.clone();
        } else if (array instanceof long[] longs) {
            return longs.clone();
        } else if (array instanceof byte[] bytes) {
            return bytes.clone();
        } else if (array instanceof float[] floats) {
            return floats.clone();
        } else if (array instanceof short[] shorts) {
            return shorts.clone();
        }
        return ((char[]) array).clone();
    }

    /** Writes elements from an index on, as many as fit; returns their number. */
    public static int write(Object array, int from, ByteBuffer out) {
        int size = elementSize(kindOf(array));
        int count = Math.min(out.remaining() / size, Array.getLength(array) - from);
        var view = out.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (array instanceof double[] doubles) {
            view.asDoubleBuffer().put(doubles, from, count);
        } else if (array instanceof int[] ints) {
            view.asIntBuffer().put(ints, from, count);
        } else if (array instanceof long[] longs) {
            view.asLongBuffer().put(longs, from, count);
        } else if (array instanceof byte[] bytes) {
            view.put(bytes, from, count);
        } else if (array instanceof float[] floats) {
            view.asFloatBuffer().put(floats, from, count);
        } else if (array instanceof short[] shorts) {
            view.asShortBuffer().put(shorts, from, count);
        } else {
            view.asCharBuffer().put((char[]) array, from, count);
        }
        out.position(out.position() + count * size);
        return count;
    }

    /** Reads elements into an array from an index on, as many whole ones as there are; returns their number. */
    public static int read(Object array, int from, ByteBuffer in) {
        int size = elementSize(kindOf(array));
        int count = Math.min(in.remaining() / size, Array.getLength(array) - from);
        var view = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (array instanceof double[] doubles) {
            view.asDoubleBuffer().get(doubles, from, count);
        } else if (array instanceof int[] ints) {
            view.asIntBuffer().get(ints, from, count);
        } else if (array instanceof long[] longs) {
            view.asLongBuffer().get(longs, from, count);
        } else if (array instanceof byte[] bytes) {
            view.get(bytes, from, count);
        } else if (array instanceof float[] floats) {
            view.asFloatBuffer().get(floats, from, count);
        } else if (array instanceof short[] shorts) {
            view.asShortBuffer().get(shorts, from, count);
        } else {
            view.asCharBuffer().get((char[]) array, from, count);
        }
        in.position(in.position() + count * size);
        return count;
    }
}
