package org.forkbook.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenderingTest {

    record Point(int x, String label) {}

    /** A value that knows how it looks. */
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
    }

    @Test
    void recordsAreATable() {
        var html = as(List.of(new Point(1, "<a>"), new Point(2, "b")), "text/html");
        assertTrue(html.contains("<th>x</th><th>label</th>"), html);
        assertTrue(html.contains("<td>1</td><td>&lt;a&gt;</td>"), html);
        assertTrue(as(new Point[] {new Point(1, "c")}, "text/html").contains("<td>c</td>"));
    }

    @Test
    void aPictureIsShownAsOne() {
        var png = Base64.getDecoder().decode(as(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB), "image/png"));
        assertEquals("image/png", PictureKind.of(png));
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
