package org.forkbook.kernel.display;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.net.URI;
import java.net.URL;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.forkbook.chart.Markup;
import org.forkbook.usercode.UserCode;
import org.jspecify.annotations.Nullable;

/** Renderer of values as MIME bundles. */
public final class Rendering {

    /** A value may be rendered as another, and that as another again; an endless chain is an error of a renderer. */
    private static final int DEEPEST = 8;

    /** Characters in the short form of a value. */
    private static final int ONE_LINE = 70;

    private static final List<Renderer> RENDERERS = new CopyOnWriteArrayList<>();

    private Rendering() {}

    static void add(Renderer renderer) {
        RENDERERS.add(0, renderer);
    }

    /** Looks for renderers in jars that were added to the class path. */
    public static void classPathHasGrown() {
        LibraryRenderers.lookAgain();
    }

    /** The MIME bundle of a value; always with {@code text/plain}. */
    public static DisplayData of(@Nullable Object value) {
        return of(value, DEEPEST);
    }

    /**
     * The MIME bundle of a value in the given types and {@code text/plain}. A string is taken to be of those types.
     */
    static DisplayData of(@Nullable Object value, String... mimes) {
        if (value instanceof CharSequence) {
            var text = UserCode.text(value);
            var bundle = DisplayData.text(text);
            for (var mime : mimes) {
                put(bundle.data(), mime, text);
            }
            return bundle;
        }
        var all = of(value);
        var wanted = List.of(mimes);
        all.data().keySet().removeIf(mime -> !mime.equals("text/plain") && !wanted.contains(mime));
        return all;
    }

    /** A value in one short line of text, whatever it is; what its {@code toString()} throws is said, not thrown. */
    public static String oneLine(@Nullable Object value) {
        try {
            var text = PlainText.of(value).replaceAll("\\s+", " ").strip();
            return text.length() <= ONE_LINE ? text : text.substring(0, ONE_LINE - 1) + "…";
        } catch (Throwable e) { // A user's method may throw anything.
            return "(its toString() failed: " + UserCode.text(e) + ")";
        }
    }

    private static DisplayData of(@Nullable Object value, int depth) {
        if (value instanceof DisplayData data) {
            return new DisplayData(data.data().deepCopy(), data.metadata().deepCopy(), data.displayId());
        }
        if (value instanceof Content content) {
            return bundle(content.mime(), content.text(), content.toString());
        }
        if (value == null || value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            // Most values need nothing of what follows.
            return DisplayData.text(PlainText.cut(UserCode.text(value)));
        }
        if (value instanceof Throwable thrown) {
            return DisplayData.text(PlainText.of(thrown));
        }
        if (depth > 0) {
            for (var renderer : RENDERERS) {
                var other = renderer.render(value);
                if (other != null && other != value) {
                    return of(other, depth - 1);
                }
            }
            for (var renderer : LibraryRenderers.all()) {
                var other = renderer.render(value);
                if (other != null && other != value) {
                    return of(other, depth - 1);
                }
            }
            var look = LibraryAdapters.of(value);
            if (look != null) {
                return withText(of(look, depth - 1), value);
            }
        }
        return byNature(value);
    }

    /** Adds the value's text to its image. */
    private static DisplayData withText(DisplayData look, Object value) {
        if (look.data().has("image/png") || look.data().has("text/html")) {
            look.data().addProperty("text/plain", PlainText.of(value));
        }
        return look;
    }

    private static DisplayData byNature(Object value) {
        if (value instanceof byte[] bytes) {
            var mime = ImageFormat.of(bytes);
            if (mime != null) {
                var text = "picture (" + mime + ", " + bytes.length + " bytes)";
                return bundle(mime, Base64.getEncoder().encodeToString(bytes), text);
            }
        }
        if (PngImages.isOne(value)) {
            return bundle("image/png", Base64.getEncoder().encodeToString(PngImages.png(value)), UserCode.text(value));
        }
        var plain = PlainText.of(value);
        var own = ToHtmlRenderers.of(value);
        if (!own.isEmpty()) {
            var data = DisplayData.text(plain);
            own.forEach((mime, text) -> put(data.data(), mime, text));
            return data;
        }
        if (value instanceof URL || value instanceof URI) {
            var address = Markup.escape(plain);
            return bundle("text/html", "<a href=\"" + address + "\">" + address + "</a>", plain);
        }
        var table = ValueTable.html(value);
        return table == null ? DisplayData.text(plain) : bundle("text/html", table, plain);
    }

    private static DisplayData bundle(String mime, String content, String plain) {
        var bundle = DisplayData.text(plain);
        put(bundle.data(), mime, content);
        return bundle;
    }

    private static void put(JsonObject data, String mime, String content) {
        if (mime.equals("application/json") || mime.endsWith("+json")) {
            try {
                data.add(mime, JsonParser.parseString(content));
                return;
            } catch (JsonSyntaxException e) {
                data.addProperty("text/plain", content); // Not JSON: shown as it is.
                return;
            }
        }
        data.addProperty(mime, content);
    }
}
