package org.forkbook.kernel.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.forkbook.service.ServiceThread;
import org.forkbook.transport.TextDecoder;

/**
 * Redirection of the process's standard streams while it is a kernel: what a thread prints goes to its cell, and what
 * it reads is requested from the user.
 *
 * <p>Installed once; {@link #close()} puts the old streams back.
 */
public final class StandardStreams implements AutoCloseable {
    private final PrintStream oldOut = System.out;
    private final PrintStream oldErr = System.err;
    private final InputStream oldIn = System.in;

    private StandardStreams() {}

    public static StandardStreams install() {
        var streams = new StandardStreams();
        System.setOut(new CellPrintStream(CellOutput::stdout, streams.oldOut));
        System.setErr(new CellPrintStream(CellOutput::stderr, streams.oldErr));
        System.setIn(new CellInput());
        return streams;
    }

    @Override
    public void close() {
        System.setOut(oldOut);
        System.setErr(oldErr);
        System.setIn(oldIn);
    }

    /** A print stream that hands text over as text, without a detour through bytes. */
    @SuppressWarnings("AnnotateFormatMethod") // The annotation is not on the class path of the program.
    private static final class CellPrintStream extends PrintStream {
        private final BiConsumer<CellOutput, String> sink;
        private final PrintStream fallback;
        /** One for each thread: a character may be split between two writes. */
        private final ThreadLocal<TextDecoder> decoders = ThreadLocal.withInitial(TextDecoder::new);

        CellPrintStream(BiConsumer<CellOutput, String> sink, PrintStream fallback) {
            super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            this.sink = sink;
            this.fallback = fallback;
        }

        private void text(String text) {
            var run = CellRun.ofThread();
            if (run == null || (ServiceThread.isCurrent() && !CellRun.hasOwn())) { // What the kernel logs.
                fallback.print(text);
            } else if (!text.isEmpty()) {
                sink.accept(run.output(), text);
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            text(decoders.get().decode(ByteBuffer.wrap(bytes, offset, length)));
        }

        @Override
        public void flush() {
            var run = CellRun.ofThread();
            if (run == null) {
                fallback.flush();
            } else {
                run.output().flush();
            }
        }

        @Override
        public boolean checkError() {
            return false;
        }

        @Override
        public void close() {
            flush();
        }

        @Override
        public void print(boolean value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(char value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(int value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(long value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(float value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(double value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(char[] value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(String value) {
            text(String.valueOf(value));
        }

        @Override
        public void print(Object value) {
            text(String.valueOf(value));
        }

        @Override
        public void println() {
            text("\n");
        }

        @Override
        public void println(boolean value) {
            text(value + "\n");
        }

        @Override
        public void println(char value) {
            text(value + "\n");
        }

        @Override
        public void println(int value) {
            text(value + "\n");
        }

        @Override
        public void println(long value) {
            text(value + "\n");
        }

        @Override
        public void println(float value) {
            text(value + "\n");
        }

        @Override
        public void println(double value) {
            text(value + "\n");
        }

        @Override
        public void println(char[] value) {
            text(String.valueOf(value) + "\n");
        }

        @Override
        public void println(String value) {
            text(value + "\n");
        }

        @Override
        public void println(Object value) {
            text(value + "\n");
        }

        @Override
        public PrintStream format(String format, Object... arguments) {
            text(String.format(format, arguments));
            return this;
        }

        @Override
        public PrintStream format(Locale locale, String format, Object... arguments) {
            text(String.format(locale, format, arguments));
            return this;
        }
    }

    /** Standard input that requests a line from the user when it is empty. */
    private static final class CellInput extends InputStream {
        private byte[] line = {};
        private int next;

        @Override
        public synchronized int read() throws IOException {
            return fill() ? line[next++] & 0xff : -1;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, line.length - next);
            System.arraycopy(line, next, target, offset, count);
            next += count;
            return count;
        }

        @Override
        public synchronized int available() {
            return line.length - next;
        }

        private boolean fill() throws IOException {
            if (next == line.length) {
                var run = CellRun.ofThread();
                if (run == null) {
                    return false;
                }
                line = (Input.ask("", false) + "\n").getBytes(StandardCharsets.UTF_8);
                next = 0;
            }
            return true;
        }
    }
}
