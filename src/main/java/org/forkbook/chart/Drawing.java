package org.forkbook.chart;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A finished picture.
 *
 * <p>There are three ways in which notebooks get shown, and the HTML serves each. Where it is trusted, the picture stands
 * in the page, with the page's colour and font, and with tool-tips. Where style sheets and SVG are taken out, as on
 * GitHub and in a notebook that was not run by its reader, an image of it is left. Where HTML isn't shown at all, there
 * is the SVG by itself.
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

    /** HTML with the picture in it. */
    public String toHtml() {
        var image = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
        return "<div class=\"forkbook-picture\">" + STYLE + "<img alt=\"" + Markup.escape(alternative)
                + "\" src=\"data:image/svg+xml;base64," + image + "\"><div hidden=\"hidden\" style=\"display:none\">"
                + svg + "</div></div>";
    }

    /** The picture in words. */
    @Override
    public String toString() {
        return alternative;
    }
}
