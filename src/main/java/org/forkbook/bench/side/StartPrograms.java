package org.forkbook.bench.side;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.forkbook.multiprocessing.StartMethod;
import org.forkbook.multiprocessing.WorkerProcess;

/** Timed start of several processes at once, from {@code start()} to the first byte of each on the screen. */
final class StartPrograms implements TimedProgram {

    private final StartMethod method;
    private final int count;
    private final Semaphore seen = new Semaphore(0);

    StartPrograms(StartMethod method, int count) {
        this.method = method;
        this.count = count;
        System.setOut(new PrintStream(new Screen(), true, StandardCharsets.UTF_8));
    }

    /** Counts what the workers print, and shows nothing. */
    private final class Screen extends OutputStream {
        @Override
        public void write(int value) {
            if (value == 'x') {
                seen.release();
            }
        }
    }

    @Override
    @SuppressWarnings("SystemOut") // that is what is measured
    public double run() throws InterruptedException {
        var processes = IntStream.range(0, count)
                .mapToObj(i -> WorkerProcess.builder()
                        .startMethod(method)
                        .task(() -> System.out.println("x"))
                        .build())
                .toList();
        long begin = System.nanoTime();
        processes.forEach(WorkerProcess::start);
        seen.acquire(count);
        double seconds = (System.nanoTime() - begin) / 1e9;
        processes.forEach(WorkerProcess::join);
        return seconds;
    }
}
