package org.forkbook.kernel.display;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Supplier;
import org.forkbook.multiprocessing.Frontend;
import org.jspecify.annotations.Nullable;

/**
 * Static functions with which a notebook shows values. Every cell has them without an import, and so has every task in
 * a worker: what a worker displays appears in the cell that started it.
 *
 * <pre>{@code
 * var id = display("working");
 * updateDisplay(id, html("<b>done</b>"));
 * }</pre>
 */
public class Display {

    private static volatile @Nullable Supplier<? extends @Nullable DisplaySink> sink;

    /** For subclasses that give the same functions another name. */
    protected Display() {}

    /** Sets the sink of the values that the calling thread displays; a kernel calls this once. */
    public static void install(@Nullable Supplier<? extends @Nullable DisplaySink> sinkOfThread) {
        sink = sinkOfThread;
    }

    /**
     * Shows a value in the cell's output.
     *
     * @return an id for {@link #updateDisplay}
     */
    public static String display(@Nullable Object value) {
        return show(Rendering.of(value));
    }

    /**
     * Shows a value as some types only; a string is taken to be of those types.
     *
     * @param mimes such as {@code "text/html"}
     * @return an id for {@link #updateDisplay}
     */
    public static String display(@Nullable Object value, String... mimes) {
        return show(Rendering.of(value, mimes));
    }

    /** Replaces what was shown under an id, wherever it was shown. */
    public static void updateDisplay(String id, @Nullable Object value) {
        send(withId(Rendering.of(value), id), true);
    }

    /** Replaces what was shown under an id, with some types only; a string is taken to be of those types. */
    public static void updateDisplay(String id, @Nullable Object value, String... mimes) {
        send(withId(Rendering.of(value, mimes), id), true);
    }

    /** The data that {@link #display(Object)} would show. */
    public static DisplayData render(@Nullable Object value) {
        return Rendering.of(value);
    }

    /** The data that {@link #display(Object, String...)} would show. */
    public static DisplayData render(@Nullable Object value, String... mimes) {
        return Rendering.of(value, mimes);
    }

    /** Empties the cell's output. */
    public static void clearOutput() {
        clearOutput(false);
    }

    /**
     * Empties the cell's output.
     *
     * @param wait only when the next output comes, so that it does not flicker
     */
    public static void clearOutput(boolean wait) {
        var own = sinkOfThread();
        if (own != null) {
            own.clear(wait);
        }
    }

    /** Adds a renderer for the rest of the session. */
    public static void addRenderer(Renderer renderer) {
        Rendering.add(renderer);
    }

    /** Text that is HTML. */
    public static Content html(String text) {
        return new Content("text/html", text);
    }

    /** Text that is Markdown. */
    public static Content markdown(String text) {
        return new Content("text/markdown", text);
    }

    /** Text that is LaTeX; formulas stand in {@code $…$}. */
    public static Content latex(String text) {
        return new Content("text/latex", text);
    }

    /** Text that is an SVG image. */
    public static Content svg(String text) {
        return new Content("image/svg+xml", text);
    }

    /** Text that is JSON; JupyterLab shows it as a tree. */
    public static Content json(String text) {
        return new Content("application/json", text);
    }

    /** Text that is a script for the reader's browser. */
    public static Content javascript(String text) {
        return new Content("application/javascript", text);
    }

    /**
     * An image from its file's bytes.
     *
     * @throws IllegalArgumentException if they are not a PNG, JPEG, GIF, WebP or BMP
     */
    public static Content image(byte[] file) {
        var mime = ImageFormat.of(file);
        if (mime == null) {
            throw new IllegalArgumentException("these " + file.length + " bytes are not a PNG, JPEG, GIF, WebP or BMP"
                    + " picture; for SVG use svg(text)");
        }
        return new Content(mime, Base64.getEncoder().encodeToString(file));
    }

    /**
     * An image from a file.
     *
     * @throws UncheckedIOException if it can't be read
     */
    public static Content image(Path file) {
        try {
            return file.toString().endsWith(".svg") ? svg(Files.readString(file)) : image(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the picture " + file.toAbsolutePath(), e);
        }
    }

    private static String show(DisplayData data) {
        var own = data.displayId();
        var id = own == null ? UUID.randomUUID().toString() : own;
        send(withId(data, id), false);
        return id;
    }

    private static DisplayData withId(DisplayData data, String id) {
        return new DisplayData(data.data(), data.metadata(), id);
    }

    private static @Nullable DisplaySink sinkOfThread() {
        var supplier = sink;
        return supplier == null ? null : supplier.get();
    }

    private static void send(DisplayData data, boolean update) {
        var own = sinkOfThread();
        if (own == null) {
            sendHome(data, update);
        } else if (update) {
            own.updateDisplay(data);
        } else {
            own.display(data);
        }
    }

    /**
     * Displays a value without a kernel in this process: a worker's parent shows it, and a plain program prints it.
     */
    private static void sendHome(DisplayData data, boolean update) {
        var names = new JsonObject();
        names.addProperty("display_id", data.displayId());
        var message = new JsonObject();
        message.add("data", data.data());
        message.add("metadata", data.metadata());
        message.add("transient", names);
        Frontend.current().output().display(message.toString(), update);
    }
}
