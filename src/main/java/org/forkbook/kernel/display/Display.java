package org.forkbook.kernel.display;

import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a notebook shows values with. Every cell has them without an import.
 *
 * <pre>{@code
 * var id = display("working");
 * updateDisplay(id, "done");
 * }</pre>
 */
public final class Display {

    private static final DisplaySink NOWHERE = new DisplaySink() {
        @Override
        public void display(DisplayData data) {
            System.out.println(data.data().get("text/plain").getAsString());
        }

        @Override
        public void updateDisplay(DisplayData data) {
            display(data);
        }
    };

    private static volatile Supplier<? extends DisplaySink> sink = () -> NOWHERE;

    private Display() {}

    /** Says where values go that the calling thread displays; a kernel or a worker calls this once. */
    public static void install(Supplier<? extends DisplaySink> sinkOfThread) {
        sink = sinkOfThread;
    }

    /**
     * Shows a value in the cell's output.
     *
     * @return an id for {@link #updateDisplay}
     */
    public static String display(@Nullable Object value) {
        var data = Renderer.render(value);
        var id = UUID.randomUUID().toString();
        sink.get().display(new DisplayData(data.data(), data.metadata(), id));
        return id;
    }

    /** Replaces what was shown under an id, wherever it was shown. */
    public static void updateDisplay(String id, @Nullable Object value) {
        var data = Renderer.render(value);
        sink.get().updateDisplay(new DisplayData(data.data(), data.metadata(), id));
    }
}
