package org.forkbook.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenderingTest {

    record Point(int x, String label) {}

    /** A value that renders itself. */
    public static final class Bold {
        public String toHtml() {
            return "<b>bold</b>";
        }

        @Override
        public String toString() {
            return "bold";
        }
    }

    private static String plain(@Nullable Object value) {
        return as(value, "text/plain");
    }

    private static String as(@Nullable Object value, String mime) {
        return Rendering.of(value).data().get(mime).getAsString();
    }

    @Test
    void textShowsWhatIsInArraysCollectionsAndMaps() {
        assertEquals("null", plain(null));
        assertEquals("text", plain("text"));
        assertEquals("[[1, 2], null]", plain(new int[][] {{1, 2}, null}));
        assertEquals("[[1.5], [a]]", plain(List.of(new double[] {1.5}, new char[] {'a'})));
        assertEquals("{k=[true]}", plain(new TreeMap<>(Map.of("k", new boolean[] {true}))));
        assertEquals("Point[x=1, label=a]", plain(new Point(1, "a")));
    }

    @Test
    void aCollectionThatHoldsItselfHasAnEnd() {
        var list = new ArrayList<Object>();
        list.add(list);
        assertEquals("[(this)]", plain(list));
    }

    @Test
    void whatIsVeryLongIsCut() {
        assertTrue(plain(new int[5_000]).endsWith(", 0, … 4000 more]"));
        assertTrue(plain(Collections.nCopies(1_001, 'x')).endsWith("x, … 1 more]"));
        assertTrue(plain(new int[1_000][1_000]).length() < 400_000);
        assertTrue(plain(Collections.nCopies(500, "x".repeat(1_000))).endsWith("x, … 400 more]"));
        assertTrue(plain("x".repeat(3_000_000))
                .endsWith("x… 2000000 more characters: System.out.println(..) shows them all"));
    }

    @Test
    void recordsAreATable() {
        var html = as(List.of(new Point(1, "<a>"), new Point(2, "b")), "text/html");
        assertEquals("x label 1 <a> 2 b", words(html));
        assertTrue(html.contains(">&lt;a&gt;<"), html);
        assertEquals("x label 1 c", words(as(new Point[] {new Point(1, "c")}, "text/html")));
        assertFalse(Rendering.of(List.of(new Point(1, "c"), 2)).data().has("text/html"));
        var many = Collections.nCopies(120, new Point(1, "c"));
        assertTrue(as(many, "text/html").endsWith("<p>… 20 more rows</p>"));
    }

    /** A library's table: a custom iterable. */
    public static final class Team implements Iterable<Point> {
        @Override
        public Iterator<Point> iterator() {
            return List.of(new Point(1, "a"), new Point(2, "b")).iterator();
        }
    }

    private static String words(String html) {
        return html.replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .strip()
                .replaceAll("\\s+", " ");
    }

    @Test
    void mapsAndListsOfMapsAreTables() {
        assertEquals("key value a 1 b 2", words(as(new TreeMap<>(Map.of("a", 1, "b", 2)), "text/html")));
        assertEquals("key x label k 1 c", words(as(Map.of("k", new Point(1, "c")), "text/html")));
        var rows = List.of(new TreeMap<>(Map.of("a", 1, "b", 2)), new TreeMap<>(Map.of("b", 3, "c", 4)));
        assertEquals("a b c 1 2 3 4", words(as(rows, "text/html")));
        assertEquals("x label 1 a 2 b", words(as(new Team(), "text/html")));
        assertFalse(Rendering.of(Map.of()).data().has("text/html"));
        assertFalse(Rendering.of(List.of()).data().has("text/html"));
    }

    @Test
    void aStreamAndAnIterableOfOnePassAreNotUsedUp() {
        var stream = Stream.of(new Point(1, "a"));
        assertFalse(Rendering.of(stream).data().has("text/html"));
        assertEquals(1, stream.count());
        var passes = new AtomicInteger();
        Iterable<Point> once = () -> {
            passes.incrementAndGet();
            return List.of(new Point(1, "a")).iterator();
        };
        Rendering.of(once);
        assertEquals(0, passes.get());
    }

    @Test
    void anAddressIsALink() throws MalformedURLException {
        assertEquals(
                "<a href=\"https://x.org/?a&amp;b\">https://x.org/?a&amp;b</a>",
                as(new URL("https://x.org/?a&b"), "text/html"));
    }

    @Test
    void whatIsThrownShowsItsTraceAndItsCause() {
        var text = plain(new IllegalStateException("outer", new IOException("inner")));
        assertTrue(
                text.contains("IllegalStateException: outer") && text.contains("Caused by: java.io.IOException"), text);
    }

    @Test
    void aPictureIsShownAsOne() {
        var png = Base64.getDecoder().decode(as(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB), "image/png"));
        assertEquals("image/png", ImageFormat.of(png));
        assertEquals(Base64.getEncoder().encodeToString(png), as(png, "image/png"));
        assertFalse(Rendering.of(new byte[] {1, 2}).data().has("image/png"));
    }

    @Test
    void aValueMayKnowHowItLooks() {
        assertEquals("<b>bold</b>", as(new Bold(), "text/html"));
        assertEquals("bold", plain(new Bold()));
    }

    @Test
    void textCanSayWhatItIs() {
        assertEquals("<i>", as(Display.html("<i>"), "text/html"));
        assertEquals("$x$", as(Display.latex("$x$"), "text/latex"));
        assertEquals(
                "{\"a\":[1]}",
                Rendering.of(Display.json("{\"a\": [1]}"))
                        .data()
                        .get("application/json")
                        .toString());
        assertEquals(
                "# t",
                Rendering.of("# t", "text/markdown").data().get("text/markdown").getAsString());
    }

    @Test
    void anAddedRendererComesFirst() {
        class Secret {}
        Display.addRenderer(value -> value instanceof Secret ? Display.html("***") : null);
        assertEquals("***", as(new Secret(), "text/html"));
    }
}
