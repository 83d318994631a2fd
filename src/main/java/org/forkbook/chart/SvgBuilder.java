package org.forkbook.chart;

import java.util.Locale;

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
        body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" width=\"")
                .append(number(Math.max(w, 0.6)))
                .append("\" height=\"")
                .append(number(h));
        body.append("\" fill=\"").append(fill.css()).append('"');
        if (opacity < 1) {
            body.append(" fill-opacity=\"").append(number(opacity)).append('"');
        }
        return end("rect", tip);
    }

    /** A rectangle of lines only. */
    SvgBuilder frame(double x, double y, double w, double h, Palette stroke) {
        body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" width=\"").append(number(w)).append("\" height=\"").append(number(h));
        body.append("\" rx=\"6\" fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                .append(stroke.css())
                .append('"');
        return end("rect", "");
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
        body.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
        body.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
        body.append("\" stroke=\"")
                .append(stroke.css())
                .append("\" stroke-width=\"")
                .append(number(thickness));
        body.append('"');
        if (opacity < 1) {
            body.append(" stroke-opacity=\"").append(number(opacity)).append('"');
        }
        if (dashed) {
            body.append(" stroke-dasharray=\"3 2\"");
        }
        return end("line", tip);
    }

    /** A cross, for an abnormal end. */
    SvgBuilder cross(double x, double y, double radius, Palette stroke, String tip) {
        body.append("<path d=\"M").append(number(x - radius)).append(' ').append(number(y - radius));
        body.append('L').append(number(x + radius)).append(' ').append(number(y + radius));
        body.append('M').append(number(x - radius)).append(' ').append(number(y + radius));
        body.append('L').append(number(x + radius)).append(' ').append(number(y - radius));
        body.append("\" fill=\"none\" stroke-width=\"2.5\" stroke=\"")
                .append(stroke.css())
                .append('"');
        return end("path", tip);
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
        body.append("<text x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" fill=\"");
        body.append(color.css()).append("\" font-size=\"").append(number(size)).append('"');
        if (anchor != Anchor.START) {
            body.append(" text-anchor=\"").append(anchor.svg).append('"');
        }
        if (bold) {
            body.append(" font-weight=\"bold\"");
        }
        body.append('>').append(Markup.escape(text)).append("</text>\n");
        return this;
    }

    /** A text in white, to stand on a bar. */
    SvgBuilder textOnBar(double x, double y, Anchor anchor, double size, String text) {
        body.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" fill=\"#fff\" pointer-events=\"none\" font-size=\"").append(number(size));
        body.append("\" text-anchor=\"").append(anchor.svg).append("\">");
        body.append(Markup.escape(text)).append("</text>\n");
        return this;
    }

    private SvgBuilder end(String element, String tip) {
        if (tip.isEmpty()) {
            body.append("/>\n");
        } else {
            body.append("><title>")
                    .append(Markup.escape(tip))
                    .append("</title></")
                    .append(element)
                    .append(">\n");
        }
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
