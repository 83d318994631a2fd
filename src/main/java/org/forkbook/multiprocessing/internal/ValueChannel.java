package org.forkbook.multiprocessing.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A codec for a stream of values: it sends a class file ahead of the first value that needs it. */
public final class ValueChannel {

    private static final byte VALUE = 0;
    private static final byte CLASS = 1;

    private final SentClassCache sentClasses = new SentClassCache();

    /** The receiver of encoded frames. */
    public interface FrameSink {
        void send(ByteBuffer... parts) throws IOException, InterruptedException;
    }

    /** Sends a value. */
    public synchronized void send(EncodedValue value, FrameSink sink) throws IOException, InterruptedException {
        for (var file : sentClasses.unsent(value.classes())) {
            sink.send(EncodedValue.tagged(CLASS, EncodedValue.write(file)));
            sentClasses.markSent(file);
        }
        sink.send(EncodedValue.tagged(VALUE, value.parts()));
    }

    /** Whether a frame contains a value; if it contains a class, that is known from now on. */
    public static boolean isValue(ByteBuffer frame) {
        if (frame.get() == VALUE) {
            return true;
        }
        SentClassCache.arrived(EncodedValue.readClass(frame));
        return false;
    }

    /** Decodes the value in a frame, after its kind. */
    public static @Nullable Object open(ByteBuffer frame) {
        return EncodedValue.openSentAhead(frame);
    }
}
