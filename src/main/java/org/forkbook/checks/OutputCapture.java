package org.forkbook.checks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.forkbook.multiprocessing.Frontend;
import org.forkbook.serialization.analysis.ClassSource;

/**
 * Capture of what code prints: in this process through the standard streams, and in its worker processes through the
 * library's frontend. One run at a time; other threads wait.
 */
final class OutputCapture {

    private static final ReentrantLock LOCK = new ReentrantLock();

    private OutputCapture() {}

    /** Runs code and returns what it printed. */
    static Printed captured(Check.Code code) throws Exception {
        var transcript = new Transcript();
        run(transcript, StartLatch.open(), () -> {
            code.run();
            return true;
        });
        return transcript.output();
    }

    /** Runs code whose workers' text has to pass the latch, and then prints what was captured on standard output. */
    static void gated(Check.Code code, StartLatch latch) throws Exception {
        aloud(latch, () -> {
            code.run();
            return true;
        });
    }

    /** Runs code and then prints what was captured, errors too, on standard output. */
    static <T> T aloud(Callable<? extends T> code) throws Exception {
        return aloud(StartLatch.open(), code);
    }

    private static <T> T aloud(StartLatch latch, Callable<? extends T> code) throws Exception {
        var transcript = new Transcript();
        try {
            return run(transcript, latch, code);
        } finally {
            var output = transcript.output();
            if (!(output.all() + output.errors()).isEmpty()) {
                System.out.print(output.all() + output.errors());
            }
        }
    }

    private static <T> T run(Transcript transcript, StartLatch latch, Callable<? extends T> code) throws Exception {
        LOCK.lock();
        var out = System.out;
        var err = System.err;
        var frontend = Frontend.current();
        var timeout = CheckTimeout.begin();
        try {
            System.setOut(stream(transcript::notebook));
            System.setErr(stream(transcript::error));
            Frontend.install(new CapturingFrontend(frontend, transcript, latch));
            return timeout.call(code);
        } finally {
            Frontend.install(frontend);
            System.setOut(out);
            System.setErr(err);
            LOCK.unlock();
        }
    }

    private static PrintStream stream(java.util.function.Consumer<String> listener) {
        var bytes = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] some, int offset, int length) {
                listener.accept(new String(some, offset, length, StandardCharsets.UTF_8));
            }
        };
        return new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void close() {
                // Code that closes System.out is captured all the same.
                flush();
            }
        };
    }

    /** A frontend that captures the text of workers and delegates everything else. */
    private record CapturingFrontend(Frontend frontend, Transcript transcript, StartLatch latch) implements Frontend {

        @Override
        public Frontend.Output output() {
            var usual = frontend.output();
            latch.starts();
            return new Frontend.Output() {
                @Override
                public void print(Channel channel, String text) {
                    latch.pass();
                    if (channel == Channel.STDOUT) {
                        transcript.worker(text);
                    } else {
                        transcript.error(text);
                    }
                }

                @Override
                public void display(String displayJson, boolean update) {
                    usual.display(displayJson, update);
                }
            };
        }

        @Override
        public ClassSource classes() {
            return frontend.classes();
        }

        @Override
        public String describe(String where, Throwable failure) {
            return frontend.describe(where, failure);
        }

        @Override
        public boolean isStopping() {
            return frontend.isStopping();
        }
    }
}
