package org.forkbook.kernel.channels;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.forkbook.kernel.protocol.ConnectionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Msg;

@Timeout(120)
class SocketThreadTest {

    private final LinkedBlockingQueue<Throwable> ended = new LinkedBlockingQueue<>();

    private static ConnectionInfo info() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new ConnectionInfo("tcp", "127.0.0.1", free.getLocalPort(), 1, 1, 1, 1, "hmac-sha256", "key");
        }
    }

    private static ZMQ.Socket client(ZMQ.Context context, ConnectionInfo info) {
        var socket = context.socket(SocketType.DEALER);
        socket.setLinger(0);
        socket.setReceiveTimeOut(60_000);
        socket.connect(info.address(info.shellPort()));
        return socket;
    }

    @Test
    void whateverAMessageDoesTheNextIsTaken() throws Exception {
        var info = info();
        var received = new LinkedBlockingQueue<List<byte[]>>();
        var context = JeroMq.context();
        try (var thread = new SocketThread(
                        "test",
                        Channels.router(context, info, info.shellPort()),
                        new Outbox(Long.MAX_VALUE),
                        frames -> {
                            received.add(frames);
                            throw new OutOfMemoryError("for a test");
                        },
                        ended::add);
                var client = client(context, info)) {
            thread.start();
            for (int i = 0; i < 100; i++) {
                client.send("message");
                assertNotNull(received.poll(60, SECONDS));
            }
        }
        context.close();
        assertArrayEquals(new Object[0], ended.toArray());
    }

    @Test
    void aSocketThatCanNotBeServedAnyMoreIsTold() throws Exception {
        var info = info();
        var context = JeroMq.context();
        var socket = Channels.router(context, info, info.shellPort());
        try (var thread = new SocketThread("test", socket, new Outbox(Long.MAX_VALUE), frames -> {}, ended::add)) {
            socket.close();
            thread.start();
            assertNotNull(ended.poll(60, SECONDS));
        }
        context.close();
    }

    @Test
    void aMessageIsSentLaterWhenThereWasNoMemoryForIt() throws Exception {
        var info = info();
        var context = JeroMq.context();
        var failures = new AtomicInteger();
        var socket = new FullHeapSocket(context, failures);
        socket.setLinger(0);
        socket.bind(info.address(info.shellPort()));
        var identities = new LinkedBlockingQueue<byte[]>();
        try (var thread = new SocketThread(
                        "test",
                        socket,
                        new Outbox(Long.MAX_VALUE),
                        frames -> identities.add(frames.get(0)),
                        ended::add);
                var client = client(context, info)) {
            thread.start();
            client.send("hello");
            var identity = identities.poll(60, SECONDS);
            for (int i = 0; i < 10; i++) {
                failures.set(i % 3 + 1); // At the first, second or third frame.
                thread.send(List.of(identity, new byte[] {(byte) i}, new byte[] {1, 2, 3}));
                assertArrayEquals(new byte[] {(byte) i}, client.recv());
                assertArrayEquals(new byte[] {1, 2, 3}, client.recv());
                assertFalse(client.hasReceiveMore());
            }
        }
        context.close();
        assertArrayEquals(new Object[0], ended.toArray());
    }

    /** A socket for whose n-th frame there is no memory at first. */
    private static final class FullHeapSocket extends ZMQ.Socket {
        private final AtomicInteger untilFailure;

        FullHeapSocket(ZMQ.Context context, AtomicInteger untilFailure) {
            super(context, SocketType.ROUTER);
            this.untilFailure = untilFailure;
        }

        @Override
        public boolean send(byte[] frame, int flags) {
            if (untilFailure.decrementAndGet() == 0) {
                throw new OutOfMemoryError("for a test");
            }
            return super.send(frame, flags);
        }
    }

    @Test
    void anErrorInZeroMqsOwnThreadIsSurvived() throws Exception {
        var info = info();
        var context = JeroMq.context();
        var faulty = context.socket(SocketType.ROUTER);
        var hasFailed = new AtomicBoolean();
        faulty.setMsgAllocator(size -> {
            if (hasFailed.compareAndSet(false, true)) {
                throw new OutOfMemoryError("for a test");
            }
            return new Msg(size);
        });
        faulty.setLinger(0);
        faulty.setReceiveTimeOut(60_000);
        var port = faulty.bindToRandomPort("tcp://127.0.0.1");
        try (var victim = context.socket(SocketType.DEALER);
                var thread = new SocketThread(
                        "test",
                        Channels.router(context, info, info.shellPort()),
                        new Outbox(Long.MAX_VALUE),
                        frames -> ended.add(new Throwable("received")),
                        ended::add);
                var client = client(context, info)) {
            victim.setLinger(0);
            victim.connect("tcp://127.0.0.1:" + port);
            victim.send("message");
            thread.start();
            client.send("another");
            assertNotNull(ended.poll(60, SECONDS));
            while (!hasFailed.get()) {
                Thread.onSpinWait();
            }
        } finally {
            faulty.close();
        }
        context.close();
    }
}
