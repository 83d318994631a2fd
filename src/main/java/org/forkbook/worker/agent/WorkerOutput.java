package org.forkbook.worker.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.forkbook.service.Deadline;
import org.forkbook.service.FailureHandler;
import org.forkbook.service.ServiceThread;
import org.forkbook.service.Uninterruptibles;
import org.forkbook.transport.FrameChannel;
import org.forkbook.transport.OutputBarrier;
import org.forkbook.worker.protocol.WorkerMessage;
import org.forkbook.worker.protocol.WorkerMessageCodec;

/**
 * The buffered standard output and error of a worker, sent to its parent in frames; lives in the worker. A frame is
 * sent when it is full, when a task ends, and otherwise within some milliseconds; a line after a silence is sent at
 * once. The two streams keep their relative order. An incomplete line waits a little longer for its end, so that
 * lines that are printed in pieces, as {@code printf} does, aren't interleaved with those of other workers.
 *
 * <p>Everything is guarded by this object's monitor. A parent that doesn't keep up blocks the printing threads.
 */
final class WorkerOutput {
    private static final int SIZE = 16 * 1024;
    /** How long a line may be held back to form a batch: too short to notice, long enough for thousands of lines. */
    private static final long BATCH_MILLIS = 8;

    /** How long an incomplete line waits for its end: it may be a prompt, or dots that show progress. */
    private static final long LINE_WAIT_NANOS = 100_000_000;

    private static final long SHOWING_NANOS = 1_000_000_000;

    private final FrameChannel channel;
    /** The task for which a thread prints; threads that a task starts inherit it. */
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
    private long lastSent = System.nanoTime() - BATCH_MILLIS * 1_000_000;
    /** Whether the sender waits for the end of the buffered line. */
    private boolean awaitsLineEnd;

    /** Whether something was printed since the last {@link WorkerMessage.Settle}. */
    private volatile boolean unsettled;

    private volatile long asked; // written under the monitor
    private final Object shown = new Object();
    private volatile long shownUpTo; // written under that of shown

    WorkerOutput(FrameChannel channel) {
        this.channel = channel;
    }

    /** Replaces {@link System#out} and {@link System#err}, and starts the sending thread. */
    void install() {
        System.setOut(new PrintStream(new Side(false), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Side(true), false, StandardCharsets.UTF_8));
        OutputBarrier.install(this::settle);
        ServiceThread.start("forkbook-output", this::sendWhatWaits, FailureHandler.logging("A worker's output"));
    }

    /** Assigns what the calling thread prints from now on to this task. */
    void enter(long id) {
        task.set(id);
    }

    synchronized void display(String json, boolean update) {
        unsettled = true;
        flush();
        send(new WorkerMessage.Displayed(task.get(), json, update));
    }

    /** Sends what is buffered. */
    synchronized void flush() {
        if (count > 0) {
            var bytes = ByteBuffer.wrap(buffer, 0, count);
            count = 0;
            send(new WorkerMessage.Printed(owner, error, bytes));
            lastSent = System.nanoTime();
        }
    }

    /**
     * Waits until the parent has shown what was printed so far, for a second at most: a parent that hangs must not
     * block other processes.
     */
    private void settle() {
        if (!unsettled && shownUpTo >= asked) {
            return;
        }
        long number;
        synchronized (this) {
            if (unsettled) {
                unsettled = false;
                flush();
                asked++;
                send(new WorkerMessage.Settle(asked));
            }
            number = asked;
        }
        awaitShown(number);
    }

    private void awaitShown(long number) {
        var deadline = Deadline.inNanos(SHOWING_NANOS);
        Uninterruptibles.run(() -> {
            synchronized (shown) {
                while (shownUpTo < number && !deadline.isOver()) {
                    shown.wait(deadline.millisLeft());
                }
                shownUpTo = Math.max(shownUpTo, number);
            }
        });
    }

    /** Handles the parent's confirmation of the {@link WorkerMessage.Settle} of this number. */
    void shown(long number) {
        synchronized (shown) {
            shownUpTo = Math.max(shownUpTo, number);
            shown.notifyAll();
        }
    }

    /** Sends what is buffered, and from now on everything at once: the process is exiting. */
    synchronized void flushFromNowOn() {
        prompt = true;
        flush();
    }

    private synchronized void write(boolean toError, byte[] bytes, int offset, int length) {
        long id = task.get();
        unsettled = true;
        if (toError != error || id != owner || length > SIZE - count) {
            flush();
            error = toError;
            owner = id;
        }
        if (length > SIZE) {
            send(new WorkerMessage.Printed(id, toError, ByteBuffer.wrap(bytes, offset, length)));
            return;
        }
        boolean wakes = count == 0 || awaitsLineEnd;
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
        if (wakes) {
            notifyAll();
        }
        if (prompt) {
            flush();
        }
    }

    private void send(WorkerMessage message) {
        try {
            channel.send(WorkerMessageCodec.write(message));
        } catch (IOException e) {
            // The parent has ended. Nobody is left to be told; this process is about to end.
        }
    }

    private synchronized boolean sendWhatWaits() throws InterruptedException {
        while (count == 0) {
            wait();
        }
        for (long silence = silenceMillis(); silence < BATCH_MILLIS; silence = silenceMillis()) {
            wait(BATCH_MILLIS - silence);
        }
        flushLines();
        awaitLineEnd();
        flush();
        return true;
    }

    private long silenceMillis() {
        return (System.nanoTime() - lastSent) / 1_000_000;
    }

    /** Sends what is buffered, except an incomplete last line. */
    private synchronized void flushLines() {
        int lines = count;
        while (lines > 0 && buffer[lines - 1] != '\n') {
            lines--;
        }
        if (lines > 0) {
            int rest = count - lines;
            count = lines;
            flush();
            System.arraycopy(buffer, lines, buffer, 0, rest);
            count = rest;
        }
    }

    private synchronized void awaitLineEnd() throws InterruptedException {
        var deadline = Deadline.inNanos(LINE_WAIT_NANOS);
        awaitsLineEnd = true;
        try {
            while (count > 0 && buffer[count - 1] != '\n' && !deadline.isOver()) {
                wait(deadline.millisLeft());
            }
        } finally {
            awaitsLineEnd = false;
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

        @Override
        public void flush() {
            WorkerOutput.this.flush();
        }
    }
}
