package org.forkbook.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Parsed SVG document for assertions. */
public final class RenderedSvg {
    private final Element root;

    private RenderedSvg(Element root) {
        this.root = root;
    }

    /** Parses a document, and checks what holds for all of them. */
    public static RenderedSvg of(String svg) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            var drawing = new RenderedSvg(factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)))
                    .getDocumentElement());
            assertEquals("http://www.w3.org/2000/svg", drawing.root.getNamespaceURI());
            assertEquals("img", drawing.root.getAttribute("role"));
            assertFalse(drawing.root.getAttribute("aria-label").isBlank());
            assertTrue(drawing.all("script").isEmpty(), "no scripts");
            return drawing;
        } catch (Exception e) {
            throw new AssertionError(svg, e);
        }
    }

    /** All elements of a name. */
    public List<Element> all(String name) {
        var nodes = root.getElementsByTagNameNS("*", name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The rectangles whose tool-tip starts with this text. */
    public List<Element> bars(String tip) {
        return all("rect").stream()
                .filter(bar -> bar.getTextContent().startsWith(tip))
                .toList();
    }

    /** A number that an element has. */
    public static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** The texts in the document. */
    public List<String> words() {
        return all("text").stream().map(Element::getTextContent).toList();
    }

    /** Checks that everything is inside, and that no two texts overlap, as far as widths can be estimated. */
    public RenderedSvg assertLegible() {
        double width = number(root, "width");
        double height = number(root, "height");
        var boxes = new ArrayList<Box>();
        for (var text : all("text")) {
            var box = Box.of(text);
            assertTrue(box.left >= -1 && box.right <= width + 1, () -> box + " is outside of " + width);
            assertTrue(box.top >= -1 && box.bottom <= height + 1, () -> box + " is outside of " + height);
            boxes.forEach(other -> assertFalse(box.overlaps(other), () -> box + " overlaps " + other));
            boxes.add(box);
        }
        for (var rect : all("rect")) {
            double right = number(rect, "x") + number(rect, "width");
            assertTrue(number(rect, "x") >= -1 && right <= width + 1, () -> "a bar ends at " + right + " of " + width);
        }
        return this;
    }

    private record Box(double left, double right, double top, double bottom, String text) {

        static Box of(Element text) {
            double size = number(text, "font-size");
            double wide = TextMetrics.width(text.getTextContent(), size);
            double x = number(text, "x");
            double left = switch (text.getAttribute("text-anchor")) {
                case "middle" -> x - wide / 2;
                case "end" -> x - wide;
                default -> x;
            };
            double y = number(text, "y");
            return new Box(left, left + wide, y - size * 0.75, y + size * 0.2, text.getTextContent());
        }

        boolean overlaps(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }
    }
}
