package org.forkbook.multiprocessing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forkbook.capsule.Capsule;
import org.forkbook.capsule.ClassFile;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes, for queues, pipes and managers: what is simple is written as it is, all else as a capsule.
 *
 * <p>Numbers and texts are what most programs send, and a capsule costs a hundred times as much as they do. The classes that
 * a capsule needs aren't part of the bytes, only their names and hashes: the channel carries each class once.
 *
 * @param parts the bytes
 * @param classes what the receiver must know to open it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Parcel(ByteBuffer[] parts, List<ClassFile> classes) {

    private static final byte NULL = 0;
    private static final byte TRUE = 1;
    private static final byte FALSE = 2;
    private static final byte INT = 3;
    private static final byte LONG = 4;
    private static final byte DOUBLE = 5;
    private static final byte LATIN = 6;
    private static final byte WIDE = 7;
    private static final byte CAPSULE = 8;

    private static final int MAX_SIMPLE = 1 << 20;

    /** Which version of which class. */
    record ClassKey(String name, long hash) {}

    /** Where a receiver finds the classes that it does not know. */
    interface ClassLookup {
        /** The class file; the channel has it, because the sender has sent it ahead. */
        ClassFile find(ClassKey key) throws IOException;
    }

    /**
     * Packs a value.
     *
     * @throws org.forkbook.capsule.CannotTravelException if it can't be sent
     */
    static Parcel pack(@Nullable Object value) {
        var simple = simple(value);
        return simple != null
                ? new Parcel(new ByteBuffer[] {simple}, List.of())
                : pack(Capsules.writer().packValue(value));
    }

    /** Packs what has code of its own, with the variables that the code reads. */
    static Parcel packTask(Object task) {
        return pack(Capsules.writer().packTask(task));
    }

    private static @Nullable ByteBuffer simple(@Nullable Object value) {
        if (value == null) {
            return tagged(NULL, 0).flip();
        } else if (value instanceof Integer number) {
            return tagged(INT, 4).putInt(number).flip();
        } else if (value instanceof Long number) {
            return tagged(LONG, 8).putLong(number).flip();
        } else if (value instanceof Double number) {
            return tagged(DOUBLE, 8).putDouble(number).flip();
        } else if (value instanceof Boolean truth) {
            return tagged(truth ? TRUE : FALSE, 0).flip();
        } else if (value instanceof String text && text.length() < MAX_SIMPLE) {
            var latin = text.getBytes(StandardCharsets.ISO_8859_1);
            if (new String(latin, StandardCharsets.ISO_8859_1).equals(text)) {
                return tagged(LATIN, latin.length).put(latin).flip();
            }
            var wide = tagged(WIDE, text.length() * 2);
            wide.slice().asCharBuffer().put(text);
            return wide.rewind();
        }
        return null;
    }

    private static ByteBuffer tagged(byte tag, int length) {
        return ByteBuffer.allocate(1 + length).put(tag);
    }

    private static Parcel pack(Capsule capsule) {
        var head = new ByteArrayBuffer();
        head.putByte(CAPSULE);
        head.putInt(capsule.classes().size());
        for (var file : capsule.classes()) {
            head.putString(file.name());
            head.putLong(file.hash());
        }
        head.putInt(capsule.bulk().size());
        head.putInt(capsule.body().remaining());
        capsule.bulk().forEach(bulk -> head.putInt(bulk.remaining()));
        var parts = new ArrayList<ByteBuffer>();
        parts.add(head.buffer());
        parts.add(capsule.body().duplicate());
        capsule.bulk().forEach(bulk -> parts.add(bulk.duplicate()));
        return new Parcel(parts.toArray(new ByteBuffer[0]), capsule.classes());
    }

    /** The number of bytes. */
    long size() {
        return Arrays.stream(parts).mapToLong(ByteBuffer::remaining).sum();
    }

    /** The bytes in one buffer. */
    ByteBuffer joined() {
        if (parts.length == 1) {
            return parts[0].duplicate();
        }
        if (size() > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException(
                    "A value of " + size() + " bytes is too large to be sent: at most 2 GiB. Send it in pieces.");
        }
        var all = ByteBuffer.allocate((int) size());
        for (var part : parts) {
            all.put(part.duplicate());
        }
        return all.flip();
    }

    /**
     * The value in some bytes.
     *
     * @throws IllegalStateException if it can't be read here
     */
    static @Nullable Object open(ByteBuffer bytes, ClassLookup lookup) {
        try {
            return read(bytes, lookup);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(
                    "A value arrived that can't be read in this process: " + e.getMessage()
                            + ". Is its class on this process's class path, in the same version as the sender's?",
                    e);
        }
    }

    private static @Nullable Object read(ByteBuffer bytes, ClassLookup lookup)
            throws IOException, ClassNotFoundException {
        switch (bytes.get()) {
            case NULL -> {
                return null;
            }
            case TRUE -> {
                return true;
            }
            case FALSE -> {
                return false;
            }
            case INT -> {
                return bytes.getInt();
            }
            case LONG -> {
                return bytes.getLong();
            }
            case DOUBLE -> {
                return bytes.getDouble();
            }
            case LATIN -> {
                return StandardCharsets.ISO_8859_1.decode(bytes).toString();
            }
            case WIDE -> {
                return bytes.slice().order(ByteOrder.BIG_ENDIAN).asCharBuffer().toString();
            }
            case CAPSULE -> {
                return Capsules.open(capsule(bytes, lookup));
            }
            default -> throw new IOException("It is no value of Forkbook's");
        }
    }

    private static Capsule capsule(ByteBuffer bytes, ClassLookup lookup) throws IOException {
        var count = bytes.getInt();
        var classes = new ArrayList<ClassFile>();
        for (var i = 0; i < count; i++) {
            classes.add(lookup.find(takeKey(bytes)));
        }
        var sizes = new int[bytes.getInt() + 1];
        for (var i = 0; i < sizes.length; i++) {
            sizes[i] = bytes.getInt();
        }
        var body = take(bytes, sizes[0]).asReadOnlyBuffer();
        var bulk = new ArrayList<ByteBuffer>();
        for (var i = 1; i < sizes.length; i++) {
            bulk.add(take(bytes, sizes[i]));
        }
        return new Capsule(classes, body, bulk);
    }

    private static ByteBuffer take(ByteBuffer from, int size) {
        var part = from.slice(from.position(), size);
        from.position(from.position() + size);
        return part;
    }

    /** A class file as bytes. */
    static ByteBuffer write(ClassFile file) {
        var out = new ByteArrayBuffer();
        out.putString(file.name());
        out.putLong(file.hash());
        out.putInt(file.bytes().length);
        out.put(file.bytes());
        return out.buffer();
    }

    /** The class file in some bytes. */
    static ClassFile readClass(ByteBuffer from) {
        var key = takeKey(from);
        var bytes = new byte[from.getInt()];
        from.get(bytes);
        return new ClassFile(key.name(), key.hash(), bytes);
    }

    /** Which class is asked for. */
    static ByteBuffer write(ClassKey key) {
        var out = new ByteArrayBuffer();
        out.putString(key.name());
        out.putLong(key.hash());
        return out.buffer();
    }

    /** The key at a buffer's position. */
    static ClassKey takeKey(ByteBuffer from) {
        var name = new byte[from.getInt()];
        from.get(name);
        return new ClassKey(new String(name, StandardCharsets.UTF_8), from.getLong());
    }
}
