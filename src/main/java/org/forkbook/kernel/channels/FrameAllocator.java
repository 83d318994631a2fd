package org.forkbook.kernel.channels;

import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.forkbook.service.MemoryReserve;
import zmq.Msg;
import zmq.msg.MsgAllocator;
import zmq.msg.MsgAllocatorDirect;
import zmq.msg.MsgAllocatorHeap;

/**
 * Bounded allocator of the memory for incoming frames. ZeroMQ allocates a frame as soon as its length is announced,
 * before any of it has arrived and before its sender is authenticated. So one frame has at most {@link #LARGEST} bytes,
 * and all large frames that are being received, from all senders together, have at most twice as many.
 *
 * <p>It never throws, which would end ZeroMQ's thread, or make it retry the same frame forever: a rejected frame
 * becomes an empty one. What its sender says next is then read as frames too, and closes the connection or is dropped
 * as no message.
 *
 * <p>Safe for many threads.
 */
final class FrameAllocator implements MsgAllocator {

    /** The most bytes of a frame: 64 MB, or an eighth of a small heap. */
    static final long LARGEST =
            Math.max(1 << 20, Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 8));

    /** Smaller frames aren't counted. */
    private static final int LARGE = 1 << 20;

    private static final FrameAllocator OF_THIS_PROCESS = new FrameAllocator(2 * LARGEST);

    private final MsgAllocator small = new MsgAllocatorHeap();
    private final MsgAllocator large = new MsgAllocatorDirect();
    private final long budget;
    private final List<WeakReference<Msg>> inUse = new ArrayList<>();

    FrameAllocator(long budget) {
        this.budget = budget;
    }

    /** The allocator for all sockets of this process. */
    static FrameAllocator ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    @Override
    public Msg allocate(int size) {
        try {
            if (size >= 0 && size < LARGE) {
                return small.allocate(size);
            }
            if (size >= LARGE && hasRoom(size)) {
                return allocateLarge(size);
            }
        } catch (OutOfMemoryError e) {
            MemoryReserve.release();
        }
        System.getLogger("org.forkbook.kernel")
                .log(Level.WARNING, "A frame of " + size + " bytes was refused: there is no room for it");
        return new Msg(0);
    }

    private synchronized Msg allocateLarge(int size) {
        var msg = large.allocate(size);
        inUse.add(new WeakReference<>(msg));
        return msg;
    }

    private boolean hasRoom(int size) {
        if (bytesInUse() + size <= budget) {
            return true;
        }
        System.gc(); // Messages that have been dealt with count until then.
        return bytesInUse() + size <= budget;
    }

    private synchronized long bytesInUse() {
        var bytes = 0L;
        for (var each = inUse.iterator(); each.hasNext(); ) {
            var msg = each.next().get();
            if (msg == null) {
                each.remove();
            } else {
                bytes += msg.size();
            }
        }
        return bytes;
    }
}
