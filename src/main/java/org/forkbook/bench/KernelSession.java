package org.forkbook.bench;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.forkbook.chart.Units;
import org.forkbook.client.KernelClient;
import org.forkbook.client.KernelException;
import org.forkbook.client.RunningKernel;
import org.forkbook.kernel.protocol.Json;
import org.forkbook.kernel.protocol.Message;
import org.jspecify.annotations.Nullable;

/** Running kernel with the operations that are measured. */
final class KernelSession implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final KernelPeer peer;
    private final RunningKernel running;

    private KernelSession(KernelPeer peer, RunningKernel running) {
        this.peer = peer;
        this.running = running;
    }

    /** Starts a kernel; returns when it has answered. */
    static KernelSession start(KernelPeer peer) throws MeasureException, InterruptedException {
        try {
            return new KernelSession(
                    peer, RunningKernel.start(peer::command, Path.of(System.getProperty("java.io.tmpdir"))));
        } catch (KernelException e) {
            throw new MeasureException(e.reason().lines().findFirst().orElse("the kernel did not start"), e);
        }
    }

    BenchmarkCells cells() throws MeasureException {
        return BenchmarkCells.in(peer.language())
                .orElseThrow(() -> new MeasureException(
                        "there are no cells to measure with in its language, '" + peer.language() + "'"));
    }

    long pid() {
        return running.kernel().pid();
    }

    /**
     * A cell that has run.
     *
     * @param seconds from the request until reply and idle had arrived
     * @param lines how many lines it printed
     */
    record Ran(double seconds, long lines) {}

    /** Runs a cell. */
    Ran run(String code) throws MeasureException, InterruptedException {
        long begin = System.nanoTime();
        var cell = new Running(running.client().execute(code, true));
        cell.await(true);
        return new Ran((System.nanoTime() - begin) / 1e9, cell.lines);
    }

    /** Runs the endless loop until it is compiled, interrupts it, and returns how many seconds that took. */
    double interruptBusyLoop() throws MeasureException, InterruptedException {
        var cell = new Running(running.client().execute(cells().busy(), true));
        cell.await(false);
        Thread.sleep(500);
        try (var signal = peer.interruptsByMessage() ? null : PreparedInterrupt.aim(pid())) {
            long begin = System.nanoTime();
            if (signal == null) {
                running.client().interrupt();
            } else {
                signal.send();
            }
            cell.await(true);
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    /** Requests a shutdown, and returns how many seconds it took. */
    double shutDown() throws MeasureException, InterruptedException {
        long begin = System.nanoTime();
        running.client().shutdown();
        try {
            running.kernel().onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return (System.nanoTime() - begin) / 1e9;
        } catch (TimeoutException e) {
            throw new MeasureException("still there " + Units.seconds(TIMEOUT) + " after the request to end", e);
        } catch (ExecutionException e) {
            throw new MeasureException("its end can't be waited for: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        running.close();
    }

    /** The state of a running cell. */
    private final class Running {
        private final String request;
        private boolean busy;
        private boolean idle;
        private long lines;
        private @Nullable JsonObject reply;

        Running(String request) {
            this.request = request;
        }

        /** Waits until the cell runs, or until it has ended. */
        void await(boolean end) throws MeasureException, InterruptedException {
            try {
                while (end ? !idle || reply == null : !busy) {
                    var arrival = running.client().next(TIMEOUT);
                    if (arrival.isEmpty()) {
                        throw new MeasureException("sent nothing for " + Units.seconds(TIMEOUT));
                    }
                    take(arrival.get());
                }
            } catch (KernelException e) {
                throw new MeasureException(
                        "died: its process " + running.kernel().obituary(), e);
            }
        }

        private void take(KernelClient.Arrival arrival) {
            var message = arrival.message();
            if (!message.parentId().equals(request)) {
                return;
            }
            busy = true;
            idle |= KernelClient.isIdle(arrival, request);
            if (message.type().equals("execute_reply")) {
                reply = message.content();
            }
            lines += linesIn(message);
        }

        private long linesIn(Message message) {
            return message.type().equals("stream")
                    ? Json.string(message.content(), "text", "")
                            .chars()
                            .filter(letter -> letter == '\n')
                            .count()
                    : 0;
        }
    }
}
