package org.forkbook.multiprocessing;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.forkbook.serialization.analysis.ClassFile;
import org.jspecify.annotations.Nullable;

/** Values as frames on one line: a class goes ahead of the first value that needs it. */
final class Messages {

    private static final byte VALUE = 0;
    private static final byte CLASS = 1;

    private final ClassesOnce classes = new ClassesOnce();

    /** What takes a frame. */
    interface FrameSink {
        void send(ByteBuffer... parts) throws IOException, InterruptedException;
    }

    /** Sends a value. */
    synchronized void send(Parcel parcel, FrameSink sink) throws IOException, InterruptedException {
        for (var file : classes.unsent(parcel.classes())) {
            sink.send(tagged(CLASS, Parcel.write(file)));
            classes.markSent(file);
        }
        sink.send(tagged(VALUE, parcel.parts()));
    }

    private static ByteBuffer[] tagged(byte kind, ByteBuffer... parts) {
        var all = new ByteBuffer[parts.length + 1];
        all[0] = ByteBuffer.allocate(1).put(kind).flip();
        for (var i = 0; i < parts.length; i++) {
            all[i + 1] = parts[i].duplicate();
        }
        return all;
    }

    /** Whether a frame holds a value; if it holds a class, that is known from now on. */
    static boolean isValue(ByteBuffer frame) {
        if (frame.get() == VALUE) {
            return true;
        }
        ClassesOnce.arrived(Parcel.readClass(frame));
        return false;
    }

    /** The value in a frame, behind its kind. */
    static @Nullable Object open(ByteBuffer frame) {
        return Parcel.open(frame, Messages::classFile);
    }

    private static ClassFile classFile(Parcel.ClassKey key) throws IOException {
        var known = ClassesOnce.arrived(key);
        if (known == null) {
            throw new IOException("the class " + key.name() + " was not sent before it");
        }
        return known;
    }
}
