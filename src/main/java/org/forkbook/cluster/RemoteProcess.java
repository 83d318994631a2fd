package org.forkbook.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.forkbook.service.Uninterruptibles;

/** A process on a node, as its agent reports it. */
final class RemoteProcess extends Process {
    private static final byte[] END = {};

    private final int id;
    private final long pid;
    private final AgentLink agent;
    private final ReportedStream stdout = new ReportedStream();
    private final ReportedStream stderr = new ReportedStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status;

    private final OutputStream stdin = new ByteArrayOutputStream() {
        @Override
        public synchronized void flush() throws IOException {
            var bytes = toByteArray();
            reset();
            agent.feed(id, bytes);
        }

        @Override
        public void close() {
            // The agent closes it with the process.
        }
    };

    RemoteProcess(int id, long pid, AgentLink agent) {
        this.id = id;
        this.pid = pid;
        this.agent = agent;
    }

    int id() {
        return id;
    }

    void printed(boolean error, byte[] bytes) {
        (error ? stderr : stdout).add(bytes);
    }

    void ended(int value) {
        status = value;
        ended.countDown();
        stdout.add(END);
        stderr.add(END);
    }

    @Override
    public OutputStream getOutputStream() {
        return stdin;
    }

    @Override
    public InputStream getInputStream() {
        return stdout;
    }

    @Override
    public InputStream getErrorStream() {
        return stderr;
    }

    @Override
    public int waitFor() throws InterruptedException {
        ended.await();
        return status;
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        return ended.await(timeout, unit);
    }

    @Override
    public int exitValue() {
        if (isAlive()) {
            throw new IllegalThreadStateException("it hasn't ended");
        }
        return status;
    }

    @Override
    public boolean isAlive() {
        return ended.getCount() > 0;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public void destroy() {
        agent.end(id, false);
    }

    @Override
    public Process destroyForcibly() {
        agent.end(id, true);
        return this;
    }

    /** What the agent reports of a stream. It takes all: the thread that reads the agent's messages never waits. */
    private static final class ReportedStream extends InputStream {
        private final BlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();
        private byte[] current = {};
        private int next;
        private boolean over;

        void add(byte[] bytes) {
            parts.add(bytes);
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            while (next == current.length) {
                if (over) {
                    return -1;
                }
                current = Uninterruptibles.get(parts::take);
                next = 0;
                over = current.length == 0;
            }
            int count = Math.min(length, current.length - next);
            System.arraycopy(current, next, into, offset, count);
            next += count;
            return count;
        }
    }
}
