package org.forkbook.chart;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Builder of an SVG document. The document has no scripts and no style sheet, so that sanitizers have nothing to
 * remove, and it has a text alternative. Coordinates are pixels from the upper left.
 */
final class SvgBuilder {
    static final double SMALL = 11;
    static final double NORMAL = 12;
    static final double LARGE = 14;

    private final StringBuilder body = new StringBuilder();
    private final double width;
    private final double height;

    /** The alignment of a text relative to its coordinate. */
    enum Anchor {
        START("start"),
        MIDDLE("middle"),
        END("end");

        private final String svg;

        Anchor(String svg) {
            this.svg = svg;
        }
    }

    SvgBuilder(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /** A filled rectangle with a minimum width, so that activities of no length are visible. */
    SvgBuilder rect(double x, double y, double w, double h, Palette fill, double opacity) {
        return rect(x, y, w, h, fill, opacity, "");
    }

    /** A filled rectangle with a tool-tip. */
    SvgBuilder rect(double x, double y, double w, double h, Palette fill, double opacity, String tip) {
        element("rect", "x", x, "y", y, "width", Math.max(w, 0.6), "height", h, "fill", fill.css());
        return attribute("fill-opacity", opacity < 1 ? opacity : null).end("rect", tip);
    }

    /** A rectangle of lines only. */
    SvgBuilder frame(double x, double y, double w, double h, Palette stroke) {
        element("rect", "x", x, "y", y, "width", w, "height", h, "rx", 6.0, "fill", "none", "stroke-width", 1.5);
        return attribute("stroke", stroke.css()).end("rect", "");
    }

    /** A line. */
    SvgBuilder line(double x1, double y1, double x2, double y2, Palette stroke, double thickness, double opacity) {
        return line(x1, y1, x2, y2, stroke, thickness, opacity, false, "");
    }

    /** A line, dashed or not, with a tool-tip or an empty one. */
    SvgBuilder line(
            double x1,
            double y1,
            double x2,
            double y2,
            Palette stroke,
            double thickness,
            double opacity,
            boolean dashed,
            String tip) {
        element("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", stroke.css(), "stroke-width", thickness);
        attribute("stroke-opacity", opacity < 1 ? opacity : null);
        return attribute("stroke-dasharray", dashed ? "3 2" : null).end("line", tip);
    }

    /** A cross, for an abnormal end. */
    SvgBuilder cross(double x, double y, double radius, Palette stroke, String tip) {
        var left = number(x - radius);
        var right = number(x + radius);
        var top = number(y - radius);
        var bottom = number(y + radius);
        var path = "M" + left + " " + top + "L" + right + " " + bottom + "M" + left + " " + bottom + "L" + right + " "
                + top;
        return element("path", "d", path, "fill", "none", "stroke-width", 2.5, "stroke", stroke.css())
                .end("path", tip);
    }

    /** A text; {@code y} is its base line. */
    SvgBuilder text(double x, double y, Anchor anchor, double size, String text) {
        return text(x, y, anchor, size, Palette.TEXT, false, text);
    }

    /** A text in a colour, bold or not. */
    SvgBuilder text(double x, double y, Anchor anchor, double size, Palette color, boolean bold, String text) {
        if (text.isEmpty()) {
            return this;
        }
        element("text", "x", x, "y", y, "fill", color.css(), "font-size", size);
        attribute("text-anchor", anchor == Anchor.START ? null : anchor.svg);
        return attribute("font-weight", bold ? "bold" : null).endText(text);
    }

    /** A text in white, to stand on a bar. */
    SvgBuilder textOnBar(double x, double y, Anchor anchor, double size, String text) {
        element("text", "x", x, "y", y, "fill", "#fff", "pointer-events", "none", "font-size", size);
        return attribute("text-anchor", anchor.svg).endText(text);
    }

    /** Begins an element with these attributes: their names and values in turn. */
    private SvgBuilder element(String name, Object... attributes) {
        body.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute((String) attributes[i], attributes[i + 1]);
        }
        return this;
    }

    /** Adds an attribute, a number or a text; one that is null is left out. */
    private SvgBuilder attribute(String name, @Nullable Object value) {
        if (value != null) {
            var text = value instanceof Double number ? number(number) : value;
            body.append(' ').append(name).append("=\"").append(text).append('"');
        }
        return this;
    }

    private SvgBuilder endText(String text) {
        body.append('>').append(Markup.escape(text)).append("</text>\n");
        return this;
    }

    private SvgBuilder end(String element, String tip) {
        body.append(tip.isEmpty() ? "/>\n" : "><title>" + Markup.escape(tip) + "</title></" + element + ">\n");
        return this;
    }

    /**
     * Builds the drawing.
     *
     * @param title what it shows, in a few words
     * @param description a text alternative
     */
    Drawing picture(String title, String description) {
        // The grey is for a standalone document: as legible on white as on black.
        var svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + number(width) + "\" height=\""
                + number(height) + "\" viewBox=\"0 0 " + number(width) + " " + number(height)
                + "\" color=\"#767676\" font-family=\"system-ui, sans-serif\" aria-label=\""
                + Markup.escape(title + ". " + description) + "\">\n<desc>" + Markup.escape(description) + "</desc>\n"
                + body + "</svg>";
        return new Drawing(svg, title + ". " + description);
    }

    /** A coordinate with at most one decimal: enough for a screen. */
    private static String number(double value) {
        var text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
