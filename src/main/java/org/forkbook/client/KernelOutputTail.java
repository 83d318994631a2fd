package org.forkbook.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.OutputTail;
import org.forkbook.transport.TextDecoder;

/**
 * Last lines of what a process printed on its own streams, outside of Jupyter's channels: mostly nothing, but the
 * reason when it dies.
 *
 * <p>A background thread reads until the process's end; {@link #text} waits for that for a moment.
 */
final class KernelOutputTail {

    private static final int KEPT = 4096;
    private static final long TIMEOUT_MILLIS = 500;

    private final OutputTail tail = new OutputTail(KEPT);
    private final Thread reader;

    KernelOutputTail(InputStream stream, String name) {
        reader = ServiceThread.forTask(
                name, () -> readAll(stream), FailureHandler.logging("The output of a kernel's process"));
        reader.start();
    }

    private void readAll(InputStream stream) {
        var decoder = new TextDecoder();
        var piece = new byte[1024];
        try (stream) {
            for (int count; (count = stream.read(piece)) >= 0; ) {
                tail.add(decoder.decode(ByteBuffer.wrap(piece, 0, count)));
            }
        } catch (IOException e) {
            // The process was killed in the meantime: there is no more.
            return;
        }
    }

    /** The last lines, once the process has ended. */
    String text() {
        try {
            // A worker may hold the stream open for longer than the process lives.
            reader.join(TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return tail.text();
    }
}
