package org.forkbook.kernel.channels;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounded queue of the messages to be sent through a socket, in order. Callers that can wait block while more than a
 * few megabytes are queued, so that a cell that prints faster than its frontends read doesn't fill the memory.
 *
 * <p>Any thread puts in, the socket's own thread takes out.
 */
final class Outbox {

    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<List<byte[]>> queue = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    Outbox(long limit) {
        this.limit = limit;
    }

    /** Puts one message in at once, however full it is. False when closed: the message is dropped. */
    boolean put(List<byte[]> frames) {
        lock.lock();
        try {
            return add(frames);
        } finally {
            lock.unlock();
        }
    }

    /** Puts one message in when there is room. False when closed: the message is dropped. */
    boolean putWhenRoom(List<byte[]> frames) {
        lock.lock();
        try {
            while (bytes > limit && !closed) {
                // Not interruptible: an interrupted cell's output would be lost. The socket's thread always makes room
                // in the end, if need be by skipping a subscriber that has stopped reading.
                room.awaitUninterruptibly();
            }
            return add(frames);
        } finally {
            lock.unlock();
        }
    }

    private boolean add(List<byte[]> frames) {
        if (closed) {
            return false;
        }
        queue.add(frames);
        bytes += size(frames);
        return true;
    }

    /** Takes the next message, or null when there is none. */
    @Nullable
    List<byte[]> poll() {
        lock.lock();
        try {
            var frames = queue.poll();
            if (frames != null) {
                var full = bytes > limit;
                bytes -= size(frames);
                if (full && bytes <= limit) {
                    room.signalAll();
                }
            }
            return frames;
        } finally {
            lock.unlock();
        }
    }

    /** Rejects further messages and releases waiting callers; queued messages can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static long size(List<byte[]> frames) {
        var size = 0L;
        for (var frame : frames) {
            size += frame.length;
        }
        return size;
    }
}
