package org.forkbook.worker.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import org.forkbook.serialization.Capsule;
import org.forkbook.transport.PrimitiveArrays;

/**
 * A large array in a file of the worker's machine, in the place of an array of a capsule: several workers there read
 * it, and it was sent once.
 *
 * @param path the file
 * @param kind the {@linkplain PrimitiveArrays#kindOf kind} of array
 * @param length the number of elements
 */
public record StoredArray(String path, char kind, int length) {
    private static final int PART = 256 * 1024;

    /** The bytes of an array, as such a file has them. */
    public static InputStream content(Object array) {
        return new ArrayStream(array);
    }

    /** The capsule with its arrays instead of references to them. */
    public static Capsule resolve(Capsule capsule) throws IOException {
        if (capsule.bulk().stream().noneMatch(StoredArray.class::isInstance)) {
            return capsule;
        }
        var bulk = new ArrayList<Object>();
        for (var element : capsule.bulk()) {
            bulk.add(element instanceof StoredArray stored ? stored.read() : element);
        }
        return new Capsule(capsule.classes(), capsule.classPath(), capsule.body(), bulk);
    }

    private Object read() throws IOException {
        var array = PrimitiveArrays.allocate(kind, length);
        var buffer = ByteBuffer.allocateDirect(PART).flip();
        try (var file = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            for (int read = 0; read < length; ) {
                buffer.compact();
                if (file.read(buffer) < 0) {
                    throw new IOException("the file " + path + " is too short for an array of " + length + " elements");
                }
                read += PrimitiveArrays.read(array, read, buffer.flip());
            }
        }
        return array;
    }

    /** A stream over the elements of an array. */
    private static final class ArrayStream extends InputStream {
        private final Object array;
        private final int length;
        private final ByteBuffer part = ByteBuffer.allocate(PART).flip();
        private int next;

        ArrayStream(Object array) {
            this.array = array;
            this.length = Array.getLength(array);
        }

        private boolean isOver() {
            if (!part.hasRemaining() && next < length) {
                part.clear();
                next += PrimitiveArrays.write(array, next, part);
                part.flip();
            }
            return !part.hasRemaining();
        }

        @Override
        public int read() {
            return isOver() ? -1 : part.get() & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            if (isOver()) {
                return -1;
            }
            int taken = Math.min(count, part.remaining());
            part.get(into, offset, taken);
            return taken;
        }
    }
}
