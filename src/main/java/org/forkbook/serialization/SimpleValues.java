package org.forkbook.serialization;

import java.io.StreamCorruptedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compact codec for values that need no object stream: null, boxed primitives, strings, immutable map entries of
 * these, and an {@code Object[]} of them.
 *
 * <p>They are most of what maps and queues carry, and an object stream costs a hundred times as much. None of them is
 * mutable and none has code, so copies are as good as the originals. Only for an array that holds one long string
 * many times is the stream better, because it writes the string once.
 */
final class SimpleValues {

    private static final byte NULL = 0;
    private static final byte TRUE = 1;
    private static final byte FALSE = 2;
    private static final byte BYTE = 3;
    private static final byte SHORT = 4;
    private static final byte CHAR = 5;
    private static final byte INT = 6;
    private static final byte LONG = 7;
    private static final byte FLOAT = 8;
    private static final byte DOUBLE = 9;
    private static final byte LATIN = 10;
    private static final byte WIDE = 11;
    private static final byte ENTRY = 12;
    private static final byte ARRAY = 13;

    /** The first byte of an object stream, distinct from all tags. */
    private static final byte STREAM = (byte) 0xac;

    private static final int LONG_TEXT = 1 << 20;
    private static final int SHORT_TEXT = 256;
    private static final Class<?> ENTRY_TYPE = Map.entry("", "").getClass();

    private final ByteArrayBuilder out;
    private final int maxText;

    private SimpleValues(int capacity, int maxText) {
        out = new ByteArrayBuilder(capacity);
        this.maxText = maxText;
    }

    /** The value as bytes; null if it isn't simple, or is better written to a stream. */
    static @Nullable ByteBuffer write(@Nullable Object value) {
        if (value == null || value.getClass() != Object[].class) {
            var single = new SimpleValues(16, LONG_TEXT);
            return single.put(value) ? single.buffer() : null;
        }
        var array = (Object[]) value;
        var several =
                new SimpleValues(16 + Math.min(array.length, 1 << 20) * 5, array.length == 1 ? LONG_TEXT : SHORT_TEXT);
        several.out.write(ARRAY);
        several.out.putInt(array.length);
        for (var element : array) {
            if (!several.put(element)) {
                return null;
            }
        }
        return several.buffer();
    }

    /** Whether bytes are a simple value rather than an object stream. */
    static boolean isSimple(ByteBuffer bytes) {
        return bytes.hasRemaining() && bytes.get(bytes.position()) != STREAM;
    }

    private ByteBuffer buffer() {
        return out.buffer().asReadOnlyBuffer();
    }

    private boolean put(@Nullable Object value) {
        if (value instanceof Integer number) {
            out.write(INT);
            out.putInt(number);
        } else if (value instanceof String text) {
            return put(text);
        } else if (value instanceof Long number) {
            out.write(LONG);
            out.putLong(number);
        } else if (value instanceof Double number) {
            out.write(DOUBLE);
            out.putLong(Double.doubleToRawLongBits(number));
        } else if (value == null) {
            out.write(NULL);
        } else if (value instanceof Boolean truth) {
            out.write(truth ? TRUE : FALSE);
        } else if (value instanceof Character letter) {
            out.write(CHAR);
            out.putShort(letter);
        } else if (value instanceof Byte number) {
            out.write(BYTE);
            out.write(number);
        } else if (value instanceof Short number) {
            out.write(SHORT);
            out.putShort(number);
        } else if (value instanceof Float number) {
            out.write(FLOAT);
            out.putInt(Float.floatToRawIntBits(number));
        } else if (value.getClass() == ENTRY_TYPE) {
            var entry = (Map.Entry<?, ?>) value;
            out.write(ENTRY);
            return put(entry.getKey()) && put(entry.getValue());
        } else {
            return false;
        }
        return true;
    }

    private boolean put(String text) {
        int length = text.length();
        if (length > maxText) {
            return false;
        }
        if (isLatin(text)) {
            out.write(LATIN);
            out.putInt(length);
            out.write(text.getBytes(StandardCharsets.ISO_8859_1), 0, length);
        } else {
            out.write(WIDE);
            out.putInt(length);
            for (int i = 0; i < length; i++) {
                out.putShort(text.charAt(i));
            }
        }
        return true;
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** @throws StreamCorruptedException if the bytes are not a simple value */
    static @Nullable Object read(ByteBuffer bytes) throws StreamCorruptedException {
        try {
            byte tag = bytes.get();
            if (tag != ARRAY) {
                return read(tag, bytes);
            }
            var array = new Object[length(bytes, 1)];
            for (int i = 0; i < array.length; i++) {
                array[i] = read(bytes.get(), bytes);
            }
            return array;
        } catch (BufferUnderflowException | NullPointerException e) {
            var corrupt = new StreamCorruptedException("a value from another process ends too early");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** Reads a number of elements, each of which takes at least this many bytes: the remaining bytes limit it. */
    private static int length(ByteBuffer bytes, int each) throws StreamCorruptedException {
        int length = bytes.getInt();
        if (length < 0 || (long) length * each > bytes.remaining()) {
            throw new StreamCorruptedException(
                    length + " elements were announced, and " + bytes.remaining() + " bytes are left");
        }
        return length;
    }

    private static @Nullable Object read(byte tag, ByteBuffer bytes) throws StreamCorruptedException {
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> bytes.get();
            case SHORT -> bytes.getShort();
            case CHAR -> bytes.getChar();
            case INT -> bytes.getInt();
            case LONG -> bytes.getLong();
            case FLOAT -> bytes.getFloat();
            case DOUBLE -> bytes.getDouble();
            case LATIN -> latin(bytes);
            case WIDE -> wide(bytes);
            case ENTRY -> entry(bytes);
            default -> throw new StreamCorruptedException("a value from another process has the unknown kind " + tag);
        };
    }

    private static String latin(ByteBuffer bytes) throws StreamCorruptedException {
        var letters = new byte[length(bytes, 1)];
        bytes.get(letters);
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    private static String wide(ByteBuffer bytes) throws StreamCorruptedException {
        int length = length(bytes, 2);
        CharBuffer letters = bytes.asCharBuffer().limit(length);
        bytes.position(bytes.position() + 2 * length);
        return letters.toString();
    }

    @SuppressWarnings("NullAway") // Written from an entry, which has no nulls; the caller detects forged bytes.
    private static Object entry(ByteBuffer bytes) throws StreamCorruptedException {
        return Map.entry(read(bytes.get(), bytes), read(bytes.get(), bytes));
    }
}
