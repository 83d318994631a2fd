package org.forkbook.hub;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.forkbook.memory.Cell;
import org.jspecify.annotations.Nullable;

/**
 * The way to another process's hub: one socket for all threads and all resources.
 *
 * <p>It has no thread of its own. One of the threads that wait for an answer reads for all of them, and hands the reading on
 * when its own answer has come; so an answer takes no detour by another thread.
 */
final class RemoteWay implements Way {

    private final HubAddress address;
    private final Link link;
    private final int slot;
    /** Where the hub sees how many answers have arrived here. */
    private final Cell arrivals;

    private final Map<Integer, RemoteCall> calls = new HashMap<>(); // guarded by this
    private int lastCall; // guarded by this
    private boolean reading; // guarded by this: whether some thread reads
    private @Nullable OwnerGoneException gone; // guarded by this

    private RemoteWay(HubAddress address, Link link, int slot, Cell arrivals) {
        this.address = address;
        this.link = link;
        this.slot = slot;
        this.arrivals = arrivals;
    }

    static RemoteWay connect(HubAddress address) {
        try {
            var socket = dial(address, 0, 0);
            var link = new Link(socket);
            var welcome = Uninterrupted.get(link::receive);
            if (welcome.getInt() != 0) {
                throw new EOFException("It doesn't know us");
            }
            var slot = welcome.getInt();
            return new RemoteWay(address, link, slot, Cell.attach(Wire.takeCell(welcome)));
        } catch (IOException e) {
            Door.removeIfDeserted(Path.of(address.socket()));
            throw new OwnerGoneException(address.pid(), e);
        }
    }

    /** A socket to a hub, greeted. */
    static SocketChannel dial(HubAddress address, long pipe, int end) throws IOException {
        return Uninterrupted.get(() -> {
            var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                socket.connect(UnixDomainSocketAddress.of(address.socket()));
                var hello = new Hello(ProcessHandle.current().pid(), pipe, end).write(address);
                while (hello.hasRemaining()) {
                    socket.write(hello);
                }
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        });
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public long pid() {
        return address.pid();
    }

    @Override
    public Call ask(long resource, int operation, ByteBuffer... payload) {
        var call = register(resource);
        send(call.number, resource, operation, payload);
        return call;
    }

    private synchronized RemoteCall register(long resource) {
        if (gone != null) {
            throw new OwnerGoneException(address.pid(), gone);
        }
        if (++lastCall <= 0) {
            lastCall = 1; // After two thousand million; 0 means that no answer is wanted.
        }
        var call = new RemoteCall(resource, lastCall);
        calls.put(call.number, call);
        return call;
    }

    @Override
    public void tell(long resource, int operation, ByteBuffer... payload) {
        send(0, resource, operation, payload);
    }

    private void send(int call, long resource, int operation, ByteBuffer... payload) {
        var parts = new ByteBuffer[payload.length + 1];
        parts[0] = ByteBuffer.allocate(13)
                .putInt(call)
                .putLong(resource)
                .put((byte) operation)
                .flip();
        System.arraycopy(payload, 0, parts, 1, payload.length);
        try {
            link.send(parts);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /** Says that this process ends in good order. */
    void sayGoodbye() {
        try {
            tell(0, RemoteSession.GOODBYE);
        } catch (OwnerGoneException e) {
            // Then nobody is there to be told.
        }
    }

    private synchronized OwnerGoneException gone(Throwable cause) {
        if (gone == null) {
            gone = new OwnerGoneException(address.pid(), cause);
            Ways.forget(address, this);
            link.close();
            Door.removeIfDeserted(Path.of(address.socket()));
            notifyAll();
        }
        return new OwnerGoneException(address.pid(), cause);
    }

    private boolean awaitAnswer(RemoteCall call, Deadline deadline) throws InterruptedException {
        synchronized (this) {
            while (true) {
                if (call.answer() != null) {
                    return true;
                }
                if (gone != null) {
                    throw new OwnerGoneException(address.pid(), gone);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!reading) {
                    reading = true;
                    break;
                }
                if (deadline.isOver()) {
                    return false;
                }
                wait(deadline.millisLeft());
            }
        }
        try {
            while (call.answer() == null) {
                var frame = link.receive(deadline);
                if (frame == null) {
                    return false;
                }
                arrived(frame);
            }
            return true;
        } catch (IOException e) {
            throw gone(e);
        } finally {
            synchronized (this) {
                reading = false;
                notifyAll();
            }
        }
    }

    private void arrived(ByteBuffer frame) {
        // Written by the one thread that reads. From here on the hub holds the answer to be delivered.
        Cell.LONG.setVolatile(
                arrivals.memory(), arrivals.offset(), (long) Cell.LONG.get(arrivals.memory(), arrivals.offset()) + 1);
        var number = frame.getInt();
        var status = frame.getInt();
        RemoteCall call;
        synchronized (this) {
            call = calls.remove(number);
            if (call != null && !call.abandoned) {
                call.answer(new Call.Answer(status, frame));
                notifyAll();
                return;
            }
        }
        if (call != null) {
            tell(call.resource, RemoteSession.GIVE_BACK, Wire.ofInt(status), frame);
        }
    }

    private final class RemoteCall extends Call {
        private final long resource;
        private final int number;
        private boolean abandoned; // guarded by the way

        RemoteCall(long resource, int number) {
            this.resource = resource;
            this.number = number;
        }

        @Override
        boolean awaitAnswer(Deadline deadline) throws InterruptedException {
            return RemoteWay.this.awaitAnswer(this, deadline);
        }

        @Override
        void cancel() {
            send(0, resource, RemoteSession.CANCEL, Wire.ofInt(number));
        }

        @Override
        void abandon() {
            synchronized (RemoteWay.this) {
                abandoned = true;
            }
        }
    }
}
