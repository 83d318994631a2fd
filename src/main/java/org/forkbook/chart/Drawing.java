package org.forkbook.chart;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Finished chart as an SVG document with a text alternative.
 *
 * <p>Notebooks are shown in three ways, and the HTML works in each. In a trusted notebook, the drawing is inline, with
 * the page's colour and font, and with tool-tips. Where style sheets and SVG are removed, as on GitHub and in an
 * untrusted notebook, an image of it remains. Where HTML isn't shown at all, there is the SVG document.
 *
 * @param svg the SVG document
 * @param alternative the same in words
 */
public record Drawing(String svg, String alternative) {
    private static final String STYLE = "<style>.forkbook-picture>img{display:none}"
            + ".forkbook-picture>div{display:block!important;overflow-x:auto}"
            + ".forkbook-picture svg{color:inherit;font-family:inherit;max-width:none}</style>";

    /** The SVG document. */
    public String toSvg() {
        return svg;
    }

    /** HTML that contains the drawing. */
    public String toHtml() {
        var image = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
        return "<div class=\"forkbook-picture\">" + STYLE + "<img alt=\"" + Markup.escape(alternative)
                + "\" src=\"data:image/svg+xml;base64," + image + "\"><div hidden=\"hidden\" style=\"display:none\">"
                + svg + "</div></div>";
    }

    /** The drawing in words. */
    @Override
    public String toString() {
        return alternative;
    }
}
