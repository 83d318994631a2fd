package org.forkbook.broker;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.forkbook.service.Deadline;
import org.forkbook.transport.OutputBarrier;
import org.jspecify.annotations.Nullable;

/** The in-process client of this process's own broker: it calls the broker under its lock and sends no messages. */
final class InProcessClient extends ClientSession implements BrokerClient {

    /** The client number of the broker's own process. */
    static final int SLOT = 1;

    private final Broker broker;
    private final Map<Integer, LocalCall> calls = new HashMap<>(); // guarded by the broker
    private int lastCall; // guarded by the broker
    private @Nullable String broken; // guarded by the broker

    InProcessClient(Broker broker) {
        super(SLOT, ProcessHandle.current().pid());
        this.broker = broker;
    }

    @Override
    public PendingCall call(long resource, int operation, ByteBuffer... payload) {
        OutputBarrier.settle();
        synchronized (broker) {
            var call = new LocalCall(resource, ++lastCall);
            calls.put(call.number, call);
            if (broken != null) {
                refuse(call.number, broken);
                return call;
            }
            handle(resource, call.number, operation, payload);
            return call;
        }
    }

    /**
     * Passes a message to the broker. A failure is the caller's; requests of others that were read meanwhile are
     * answered in any case.
     */
    private void handle(long resource, int call, int operation, ByteBuffer... payload) {
        var handled = false;
        try {
            broker.handle(this, resource, call, operation, joined(payload));
            handled = true;
        } finally {
            if (!handled) {
                calls.remove(call);
            }
            broker.finish();
        }
    }

    @Override
    public void sendOneWay(long resource, int operation, ByteBuffer... payload) {
        OutputBarrier.settle();
        synchronized (broker) {
            handle(resource, 0, operation, payload);
        }
    }

    @Override
    public boolean sendOneWayUnless(BooleanSupplier forbidden, long resource, int operation, ByteBuffer... payload) {
        OutputBarrier.settle();
        synchronized (broker) {
            if (forbidden.getAsBoolean()) {
                return false;
            }
            handle(resource, 0, operation, payload);
            return true;
        }
    }

    @Override
    public void hold(long resource) {
        synchronized (broker) {
            broker.hold(this, 0, resource);
        }
    }

    @Override
    public void claim(long resource) {
        LocalCall call;
        synchronized (broker) {
            call = new LocalCall(resource, ++lastCall);
            calls.put(call.number, call);
            broker.hold(this, call.number, resource);
        }
        call.get();
    }

    @Override
    public void release(long resource) {
        synchronized (broker) {
            broker.release(this, resource);
            broker.finish();
        }
    }

    @Override
    public void pin(long resource) {
        synchronized (broker) {
            broker.pin(resource);
        }
    }

    /** Fails all calls, those in progress and those to come: the broker has stopped. */
    void brokerFailed(String reason) {
        broken = reason;
        for (var call : List.copyOf(calls.keySet())) {
            refuse(call, reason);
        }
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    static ByteBuffer joined(ByteBuffer... parts) {
        if (parts.length == 1) {
            return parts[0];
        }
        var length = 0;
        for (var part : parts) {
            length = Math.addExact(length, part.remaining());
        }
        var all = ByteBuffer.allocate(length);
        for (var part : parts) {
            all.put(part);
        }
        return all.flip();
    }

    @Override
    void send(int number, int status, ByteBuffer... payload) {
        var call = calls.remove(number);
        if (call != null) {
            call.answer(new PendingCall.Answer(status, joined(payload)));
            call.wake();
        }
    }

    private final class LocalCall extends PendingCall {
        private final long resource;
        private final int number;

        LocalCall(long resource, int number) {
            this.resource = resource;
            this.number = number;
        }

        @Override
        boolean awaitAnswer(Deadline deadline) throws InterruptedException {
            synchronized (this) {
                while (answer() == null) {
                    if (deadline.isOver()) {
                        return false;
                    }
                    wait(deadline.millisLeft());
                }
                return true;
            }
        }

        void wake() {
            synchronized (this) {
                notifyAll();
            }
        }

        @Override
        void cancel() {
            synchronized (broker) {
                if (answer() == null) {
                    broker.cancel(InProcessClient.this, resource, number);
                    broker.finish();
                }
            }
        }

        @Override
        boolean abandon() {
            throw new AssertionError("A resource has not answered a question that was called off: " + resource);
        }
    }
}
