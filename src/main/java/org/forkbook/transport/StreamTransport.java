package org.forkbook.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.forkbook.service.Deadline;

/** A {@link ByteTransport} over the two streams of a connection, such as a TLS socket; its waits can't be interrupted. */
public final class StreamTransport implements ByteTransport {
    private static final int PART = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final Runnable closing;
    private final byte[] received = new byte[PART];
    private final byte[] sent = new byte[PART];
    private volatile boolean closed;

    /** @param closing closes the connection, and ends the reads and writes of other threads */
    public StreamTransport(InputStream in, OutputStream out, Runnable closing) {
        this.in = in;
        this.out = out;
        this.closing = closing;
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            int count = in.read(received, 0, Math.min(received.length, into.remaining()));
            if (count > 0) {
                into.put(received, 0, count);
            }
            return count;
        } catch (IOException e) {
            return -1; // A connection that was lost has ended; who watches the other side knows why.
        }
    }

    @Override
    public void awaitReadable() {
        // read() waits.
    }

    @Override
    public boolean awaitReadable(Deadline deadline) {
        throw new UnsupportedOperationException("a stream can't be waited for with a deadline");
    }

    @Override
    public void write(ByteBuffer bytes, boolean interruptible) throws IOException {
        if (closed) {
            throw new IOException("Closed while a message was being sent");
        }
        while (bytes.hasRemaining()) {
            int count = Math.min(sent.length, bytes.remaining());
            bytes.get(sent, 0, count);
            out.write(sent, 0, count);
        }
        out.flush();
    }

    @Override
    public void close() {
        closed = true;
        closing.run();
    }
}
