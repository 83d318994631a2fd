package org.forkbook.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.forkbook.wire.FrameChannel;

/**
 * A worker's standard output and error on their way to its parent: gathered into frames, sent when one is full, when a
 * task ends, and otherwise within some milliseconds. The two streams keep their order.
 *
 * <p>Everything is guarded by this object's monitor. A parent that doesn't keep up makes the printing threads wait.
 */
final class WorkerOutput {
    private static final int SIZE = 16 * 1024;
    /** How long a line may wait for company: too short to see, long enough for thousands of lines. */
    private static final long PATIENCE_MILLIS = 8;

    private final FrameChannel channel;
    /** The task on whose behalf a thread prints; threads that a task starts inherit it. */
    private final InheritableThreadLocal<Long> task = new InheritableThreadLocal<>() {
        @Override
        protected Long initialValue() {
            return 0L;
        }
    };

    private final byte[] buffer = new byte[SIZE];
    private int count;
    private boolean error;
    private long owner;
    private boolean prompt;

    WorkerOutput(FrameChannel channel) {
        this.channel = channel;
    }

    /** Replaces {@link System#out} and {@link System#err}, and starts the thread that sends what waits. */
    void install() {
        System.setOut(new PrintStream(new Side(false), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Side(true), false, StandardCharsets.UTF_8));
        var sender = new Thread(this::sendWhatWaits, "forkbook-output");
        sender.setDaemon(true);
        sender.start();
    }

    /** From now on the calling thread prints on behalf of this task. */
    void enter(long id) {
        task.set(id);
    }

    synchronized void display(String json, boolean update) {
        flush();
        send(new Message.Displayed(task.get(), json, update));
    }

    /** Sends what waits. */
    synchronized void flush() {
        if (count > 0) {
            var bytes = ByteBuffer.wrap(buffer, 0, count);
            count = 0;
            send(new Message.Printed(owner, error, bytes));
        }
    }

    /** Sends what waits, and from now on everything at once: the process is ending. */
    synchronized void flushFromNowOn() {
        prompt = true;
        flush();
    }

    private synchronized void write(boolean toError, byte[] bytes, int offset, int length) {
        long id = task.get();
        if (toError != error || id != owner || length > SIZE - count) {
            flush();
            error = toError;
            owner = id;
        }
        if (length > SIZE) {
            send(new Message.Printed(id, toError, ByteBuffer.wrap(bytes, offset, length)));
            return;
        }
        if (count == 0) {
            notifyAll();
        }
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
        if (prompt) {
            flush();
        }
    }

    private void send(Message message) {
        try {
            channel.send(MessageCodec.write(message));
        } catch (IOException e) {
            // The parent has gone. Nobody is left to be told; this process ends in a moment.
        }
    }

    private synchronized void sendWhatWaits() {
        try {
            while (true) {
                while (count == 0) {
                    wait();
                }
                wait(PATIENCE_MILLIS);
                flush();
            }
        } catch (InterruptedException e) {
            // Only a task that hunts down this thread can do that; output then goes out when tasks end.
        }
    }

    /** One of the two streams. */
    private final class Side extends OutputStream {
        private final boolean toError;

        Side(boolean toError) {
            this.toError = toError;
        }

        @Override
        public void write(int value) {
            WorkerOutput.this.write(toError, new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            WorkerOutput.this.write(toError, bytes, offset, length);
        }
    }
}
