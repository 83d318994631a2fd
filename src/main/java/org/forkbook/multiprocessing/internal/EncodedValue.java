package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.multiprocessing.errors.CannotTravelException;
import org.forkbook.serialization.ByteArrayBuilder;
import org.forkbook.serialization.Capsule;
import org.forkbook.serialization.Destination;
import org.forkbook.serialization.analysis.ClassFile;
import org.forkbook.transport.PrimitiveArrays;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * A capsule encoded as bytes, for queues, pipes and managers. The bytes contain only the names and hashes of the
 * classes that it needs: the channel carries each class file once.
 *
 * @param parts the bytes
 * @param classes the classes that the receiver must have to open it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record EncodedValue(ByteBuffer[] parts, List<ClassFile> classes) {

    /** A body follows, up to the end. */
    private static final byte BODY = 0;
    /** Classes and large arrays precede the body. */
    private static final byte LISTED = 1;

    /** The minimum size of a class's key: the length of its name, and its hash. */
    private static final int KEY_BYTES = Integer.BYTES + Long.BYTES;

    /** The identity of one version of a class. */
    public record ClassKey(String name, long hash) {

        // Written by hand: a record's generated methods are linked when they are first called, which takes a new
        // process some milliseconds.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ClassKey that && hash == that.hash && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Long.hashCode(hash);
        }
    }

    /** The receiver's source of classes that it doesn't know. */
    public interface ClassLookup {
        /** The class file. The channel has it, because the sender has sent it ahead. */
        ClassFile find(ClassKey key) throws IOException;
    }

    /**
     * Encodes a value.
     *
     * @param destination the machine that it is sent to; null for this one
     * @throws CannotTravelException if it can't be serialized
     */
    public static EncodedValue pack(@Nullable Object value, @Nullable Destination destination) {
        return pack(Capsules.writer().to(destination).packMessage(value));
    }

    /** Encodes an object that will be called, with the variables that its code reads. */
    public static EncodedValue packCallable(Object called, @Nullable Destination destination) {
        return pack(
                Capsules.writer().to(destination).packArguments(called, true).pinned());
    }

    private static EncodedValue pack(Capsule capsule) {
        try {
            return written(capsule);
        } catch (OutOfMemoryError e) {
            throw CannotTravelException.ofFullHeap(capsule.size(), e);
        }
    }

    private static EncodedValue written(Capsule capsule) {
        if (capsule.classes().isEmpty()
                && capsule.classPath().isEmpty()
                && capsule.bulk().isEmpty()) {
            var body = capsule.body().duplicate();
            var part = ByteBuffer.allocate(1 + body.remaining())
                    .put(BODY)
                    .put(body)
                    .flip();
            return new EncodedValue(new ByteBuffer[] {part}, List.of());
        }
        var head = new ByteArrayBuilder();
        head.write(LISTED);
        head.putInt(capsule.classes().size());
        for (var file : capsule.classes()) {
            head.putString(file.name());
            head.putLong(file.hash());
        }
        head.putInt(capsule.classPath().size());
        capsule.classPath().forEach(head::putString);
        head.putInt(capsule.bulk().size());
        head.putInt(capsule.body().remaining());
        capsule.bulk().forEach(bulk -> {
            head.write(PrimitiveArrays.kindOf(bulk));
            head.putInt((int) PrimitiveArrays.sizeOf(bulk));
        });
        var parts = new ArrayList<ByteBuffer>();
        parts.add(head.buffer());
        parts.add(capsule.body().duplicate());
        capsule.bulk().forEach(bulk -> parts.add(bytesOf(bulk)));
        return new EncodedValue(parts.toArray(new ByteBuffer[0]), capsule.classes());
    }

    private static ByteBuffer bytesOf(Object array) {
        var bytes = ByteBuffer.allocate((int) PrimitiveArrays.sizeOf(array));
        PrimitiveArrays.write(array, 0, bytes);
        return bytes.flip();
    }

    /** The bytes after a first one, which says what they are. */
    public static ByteBuffer[] tagged(int first, ByteBuffer... parts) {
        var all = new ByteBuffer[parts.length + 1];
        all[0] = ByteBuffer.allocate(1).put(0, (byte) first);
        for (var i = 0; i < parts.length; i++) {
            all[i + 1] = parts[i].duplicate();
        }
        return all;
    }

    /** The size in bytes. */
    public long size() {
        var sum = 0L;
        for (var part : parts) {
            sum += part.remaining();
        }
        return sum;
    }

    /**
     * Decodes a value.
     *
     * @throws IllegalStateException if it can't be read here
     */
    public static @Nullable Object open(ByteBuffer bytes, ClassLookup lookup) {
        try {
            return Capsules.openShared(capsule(bytes, lookup));
        } catch (IOException | ClassNotFoundException | BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    "A value arrived that can't be read in this process: " + UserCode.message(e)
                            + ". Is its class on this process's class path, in the same version as the sender's?",
                    e);
        }
    }

    /** Decodes a value from a channel that has sent its classes ahead. */
    public static @Nullable Object openSentAhead(ByteBuffer bytes) {
        return open(bytes, SentClassCache::arrived);
    }

    private static Capsule capsule(ByteBuffer bytes, ClassLookup lookup) throws IOException {
        if (bytes.get() == BODY) {
            return new Capsule(List.of(), List.of(), bytes.asReadOnlyBuffer(), List.of());
        }
        var count = takeCount(bytes, KEY_BYTES);
        var classes = new ArrayList<ClassFile>();
        for (var i = 0; i < count; i++) {
            classes.add(lookup.find(takeKey(bytes)));
        }
        var classPath = new ArrayList<String>();
        for (int left = takeCount(bytes, Integer.BYTES); left > 0; left--) {
            classPath.add(takeString(bytes));
        }
        var arrays = takeCount(bytes, 1 + Integer.BYTES);
        var bodySize = bytes.getInt();
        var kinds = new char[arrays];
        var sizes = new int[arrays];
        for (var i = 0; i < arrays; i++) {
            kinds[i] = (char) bytes.get();
            sizes[i] = bytes.getInt();
        }
        var body = take(bytes, bodySize).asReadOnlyBuffer();
        var bulk = new ArrayList<Object>();
        for (var i = 0; i < arrays; i++) {
            bulk.add(array(kinds[i], take(bytes, sizes[i])));
        }
        return new Capsule(classes, classPath, body, bulk);
    }

    private static Object array(char kind, ByteBuffer bytes) throws IOException {
        var elementSize = PrimitiveArrays.elementSize(kind);
        if (elementSize == 0 || bytes.remaining() % elementSize != 0) {
            throw new IOException("an array of the kind " + (int) kind + " was announced");
        }
        var array = PrimitiveArrays.allocate(kind, bytes.remaining() / elementSize);
        PrimitiveArrays.read(array, 0, bytes);
        return array;
    }

    private static ByteBuffer take(ByteBuffer from, int size) {
        var part = from.slice(from.position(), size);
        from.position(from.position() + size);
        return part;
    }

    /** Encodes a class file. */
    public static ByteBuffer write(ClassFile file) {
        var out = new ByteArrayBuilder();
        out.putString(file.name());
        out.putLong(file.hash());
        out.putSized(ByteBuffer.wrap(file.bytes()));
        return out.buffer();
    }

    /** Decodes a class file. */
    public static ClassFile readClass(ByteBuffer from) {
        var key = takeKey(from);
        var bytes = new byte[takeCount(from, 1)];
        from.get(bytes);
        return new ClassFile(key.name(), key.hash(), bytes);
    }

    /** Encodes a class's key. */
    public static ByteBuffer write(ClassKey key) {
        var out = new ByteArrayBuilder();
        out.putString(key.name());
        out.putLong(key.hash());
        return out.buffer();
    }

    /** Decodes the key at a buffer's position. */
    public static ClassKey takeKey(ByteBuffer from) {
        return new ClassKey(takeString(from), from.getLong());
    }

    /**
     * Reads a number of items of at least this many bytes each: the remaining bytes limit it, whatever the sender
     * claims.
     */
    private static int takeCount(ByteBuffer from, int each) {
        var count = from.getInt();
        if (count < 0 || (long) count * each > from.remaining()) {
            throw new IndexOutOfBoundsException(
                    count + " elements were announced, and " + from.remaining() + " bytes are left");
        }
        return count;
    }

    private static String takeString(ByteBuffer from) {
        var text = new byte[takeCount(from, 1)];
        from.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
