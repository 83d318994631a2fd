package org.forkbook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Factory of trials of kernels: in one kernel that lives through all samples, or in a new one for each. */
final class KernelTrials {

    private KernelTrials() {}

    /** A measured step in a kernel. */
    @FunctionalInterface
    interface Step {
        double measure(KernelSession session) throws MeasureException, InterruptedException;
    }

    /** About as long as a user reads the first cell: a kernel may use the time. */
    static final Duration REST = Duration.ofSeconds(3);

    /** A trial in one kernel, after an idle time and some warm-up cells. */
    static Trial inOne(KernelPeer peer, int warmUps, Step step) {
        return new Trial() {
            private @Nullable KernelSession session;

            @Override
            public void open() throws MeasureException, InterruptedException {
                var opened = KernelSession.start(peer);
                session = opened;
                Thread.sleep(REST.toMillis());
                for (int i = 0; i < warmUps; i++) {
                    opened.run(opened.cells().trivial());
                }
            }

            @Override
            public double sample() throws MeasureException, InterruptedException {
                var opened = session;
                if (opened == null) {
                    throw new IllegalStateException("not open");
                }
                return step.measure(opened);
            }

            @Override
            public void close() {
                if (session != null) {
                    session.close();
                    session = null;
                }
            }
        };
    }

    /** A trial that starts a kernel for each sample. */
    static Trial inNew(KernelPeer peer, Step step) {
        return () -> {
            try (var session = KernelSession.start(peer)) {
                return step.measure(session);
            }
        };
    }

    /** The time from the start of its process until the first cell's result has arrived. */
    static Trial start(KernelPeer peer) {
        return () -> {
            long begin = System.nanoTime();
            try (var session = KernelSession.start(peer)) {
                session.run(session.cells().trivial());
                return (System.nanoTime() - begin) / 1e9;
            }
        };
    }

    static double trivial(KernelSession session) throws MeasureException, InterruptedException {
        return session.run(session.cells().trivial()).seconds();
    }

    static double lines(KernelSession session) throws MeasureException, InterruptedException {
        return session.run(session.cells().lines()).seconds();
    }

    static double linesLost(KernelSession session) throws MeasureException, InterruptedException {
        return BenchmarkCells.LINES - session.run(session.cells().lines()).lines();
    }

    static double interrupt(KernelSession session) throws MeasureException, InterruptedException {
        return session.interruptBusyLoop();
    }

    /**
     * The CPU load of its process some seconds after an interrupt, as a fraction of one processor. A loop that goes on
     * still shows then; the JVM has finished compiling earlier cells.
     */
    static double afterInterrupt(KernelSession session) throws MeasureException, InterruptedException {
        session.interruptBusyLoop();
        Thread.sleep(3_000);
        long before = cpuNanos(session.pid());
        long begin = System.nanoTime();
        Thread.sleep(700);
        return (double) (cpuNanos(session.pid()) - before) / (System.nanoTime() - begin);
    }

    private static long cpuNanos(long pid) throws MeasureException {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new MeasureException("the system doesn't tell how busy process " + pid + " is"))
                .toNanos();
    }

    static double shutDown(KernelSession session) throws MeasureException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            session.run(session.cells().numbered().formatted(i));
        }
        Thread.sleep(500);
        return session.shutDown();
    }

    /** The resident memory of the kernel's processes after a hundred cells, in bytes. */
    static double memory(KernelSession session) throws MeasureException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            session.run(session.cells().numbered().formatted(i));
        }
        var kernel = ProcessHandle.of(session.pid())
                .orElseThrow(() -> new MeasureException("process " + session.pid() + " has ended"));
        double bytes = 0;
        for (var process :
                Stream.concat(Stream.of(kernel), kernel.descendants()).toList()) {
            bytes += resident(process.pid());
        }
        return bytes;
    }

    private static double resident(long pid) throws MeasureException {
        var file = Path.of("/proc/" + pid + "/status");
        try {
            for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith("VmRSS:")) {
                    return 1024.0 * Long.parseLong(line.replaceAll("\\D+", ""));
                }
            }
            throw new MeasureException("process " + pid + " has ended");
        } catch (IOException e) {
            throw new MeasureException("memory is measured on Linux only: " + file + " can't be read", e);
        }
    }
}
