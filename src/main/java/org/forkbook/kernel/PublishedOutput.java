package org.forkbook.kernel;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.kernel.channels.Publisher;
import org.forkbook.kernel.display.DisplayData;
import org.forkbook.kernel.execution.CellOutput;
import org.forkbook.kernel.protocol.Message;
import org.forkbook.kernel.protocol.Published;

/**
 * Output buffer of one cell, published under the request that ran it, for as long as anything writes to it.
 *
 * <p>Text is batched. A batch is sent when it is large, before any other output, on a flush, or some milliseconds after
 * it was written, so a cell that prints line by line makes few messages. A thread that writes faster than frontends
 * read waits here. One lock keeps the order.
 */
final class PublishedOutput implements CellOutput {

    /** The size of a batch, in characters. */
    private static final int BATCH = 32 * 1024;

    /** A program that flushes after each word still makes at most one message in this time. */
    private static final long FLUSH_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

    private final Publisher iopub;
    private final FlushTimer timer;
    private final InputRequestHandler inputRequests;
    private final Request request;
    private final boolean allowStdin;

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock asking = new ReentrantLock();
    private final StringBuilder text = new StringBuilder();
    private Stream stream = Stream.STDOUT;
    private boolean scheduled;
    private boolean showsProgress;
    private boolean showsOwn;
    private long lastFlush = System.nanoTime() - FLUSH_INTERVAL;

    private enum Stream {
        STDOUT("stdout"),
        STDERR("stderr");

        private final String wireName;

        Stream(String wireName) {
            this.wireName = wireName;
        }
    }

    PublishedOutput(
            Publisher iopub, FlushTimer timer, InputRequestHandler inputRequests, Request request, boolean allowStdin) {
        this.iopub = iopub;
        this.timer = timer;
        this.inputRequests = inputRequests;
        this.request = request;
        this.allowStdin = allowStdin;
    }

    @Override
    public void stdout(String more) {
        write(Stream.STDOUT, more);
    }

    @Override
    public void stderr(String more) {
        write(Stream.STDERR, more);
    }

    private void write(Stream target, String more) {
        lock.lock();
        try {
            endProgress();
            if (target != stream) {
                send();
                stream = target;
            }
            var from = 0;
            while (text.length() + (more.length() - from) > BATCH) {
                var to = from + Math.max(0, BATCH - text.length());
                text.append(more, from, to);
                from = to;
                sendWholeCharacters();
            }
            text.append(more, from, more.length());
            if (!scheduled && !text.isEmpty()) {
                timer.soon(this::onTimer);
                scheduled = true; // Not before: there may be no memory for it.
            }
        } finally {
            lock.unlock();
        }
    }

    private void onTimer() {
        // The lock's holder may wait long for room: other cells' output must not wait with it.
        if (!lock.tryLock()) {
            timer.soon(this::onTimer);
            return;
        }
        try {
            scheduled = false;
            sendWholeCharacters();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is there, but keeps the first half of a character whose second half is still to come. */
    private void sendWholeCharacters() {
        var length = text.length();
        if (length > 1 && Character.isHighSurrogate(text.charAt(length - 1))) {
            var half = text.charAt(length - 1);
            text.setLength(length - 1);
            send();
            text.append(half);
        } else {
            send();
        }
    }

    private void send() {
        if (text.isEmpty()) {
            return;
        }
        var content = Published.stream(stream.wireName, text.toString());
        text.setLength(0);
        lastFlush = System.nanoTime();
        iopub.publishOutput(request.message(), Published.STREAM, "stream." + stream.wireName, content);
    }

    @Override
    public void display(DisplayData data) {
        publishOwn(Published.DISPLAY, content(data));
    }

    @Override
    public void progress(DisplayData data, boolean update) {
        lock.lock();
        try {
            if (!showsOwn) {
                showsProgress = true;
                publish(update ? Published.UPDATE_DISPLAY : Published.DISPLAY, content(data));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called under the lock before the cell's own output: it replaces a progress display. */
    private void endProgress() {
        showsOwn = true;
        if (showsProgress) {
            showsProgress = false;
            clear(true);
        }
    }

    @Override
    public void updateDisplay(DisplayData data) {
        publish(Published.UPDATE_DISPLAY, content(data));
    }

    @Override
    public void clear(boolean wait) {
        publish(Published.CLEAR, Published.clear(wait));
    }

    /** Publishes something that the cell shows of its own. */
    void publishOwn(String type, JsonObject content) {
        lock.lock();
        try {
            endProgress();
            publish(type, content);
        } finally {
            lock.unlock();
        }
    }

    /** Publishes a message of this cell, after all that was written before. */
    void publish(String type, JsonObject content) {
        lock.lock();
        try {
            send();
            iopub.publishOutput(request.message(), type, type, content);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String readLine(String prompt, boolean password) throws IOException {
        if (!allowStdin) {
            throw new IOException("This notebook can't ask for input: the program that runs it doesn't allow it."
                    + " Put the input into a variable, run the cell in an interactive notebook,"
                    + " or give the answers in a file: forkbook run --input FILE.");
        }
        sendNow();
        try {
            asking.lockInterruptibly();
        } catch (InterruptedException e) {
            throw InputRequestHandler.interrupted(e);
        }
        try {
            return inputRequests.ask(request.message(), prompt, password);
        } finally {
            asking.unlock();
        }
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            if (System.nanoTime() - lastFlush >= FLUSH_INTERVAL) {
                sendWholeCharacters();
            }
            // Otherwise the timer will flush.
        } finally {
            lock.unlock();
        }
    }

    /** Sends everything, even half a character. */
    void sendNow() {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    /** The request that runs the cell. */
    Message request() {
        return request.message();
    }

    /** The content of a message that shows a value. */
    static JsonObject content(DisplayData data) {
        return Published.display(data.data(), data.metadata(), data.displayId());
    }
}
